/* SPDX-License-Identifier: Apache-2.0 */
#include "features/billing/history.h"

#include "features/billing/history_store.h"

static const struct movement_row {
    const char *word, *cause, *title;
} movements[] = {
#define X(name, word, cause, title) [name] = {word, cause, title},
    MOVEMENT_LIST(X)
#undef X
        [MOVEMENT_OTHER] = {"other", "", N_("Other movement")},
};

str movement_word(enum movement movement)
{
    return str_from_z(movements[movement].word);
}

str movement_title(enum movement movement, enum lang lang)
{
    return tr(lang, movements[movement].title);
}

bool movement_of_word(str word, enum movement *out)
{
    for (size_t i = 0; i < MOVEMENT_OTHER; i++) {
        if (str_eq(word, str_from_z(movements[i].word))) {
            *out = (enum movement)i;
            return true;
        }
    }
    return false;
}

str movement_cause(enum movement movement)
{
    return str_from_z(movements[movement].cause);
}

enum movement movement_of_cause(str cause)
{
    size_t i = 0;
    while (i < MOVEMENT_OTHER && !str_eq(cause, str_from_z(movements[i].cause))) {
        i++;
    }
    return (enum movement)i;
}

/* Sums of the whole history up to a moment, or of one movement with the balance of all. */
static err sums_before(struct db *db, struct arena *arena, const struct history_range *range,
                       when at, struct history_sums *out)
{
    err e = history_store_sums(db, arena, range, at, out);
    if (e == ERR_OK && range->of_movement) {
        int64_t balance = out->balance;
        e = history_store_sums_of(db, arena, range, at, out);
        out->balance = balance;
    }
    return e;
}

static money of_currency(const struct history_range *range, int64_t minor)
{
    money out = {0};
    (void)money_of(minor, range->currency, &out);
    return out;
}

err history_totals_of(struct db *db, struct arena *arena, const struct history_range *range,
                      struct history_totals *out)
{
    struct history_sums before = {0};
    struct history_sums after = {0};
    when until = when_is_none(range->until) ? (when){INT64_MAX} : range->until;
    err e = sums_before(db, arena, range, until, &after);
    if (e == ERR_OK && !when_is_none(range->from)) {
        e = sums_before(db, arena, range, range->from, &before);
    }
    if (e == ERR_OK) {
        *out = (struct history_totals){
            .count = after.count - before.count,
            .in = of_currency(range, after.in - before.in),
            .out = of_currency(range, after.out - before.out),
            .opening = of_currency(range, before.balance),
            .closing = of_currency(range, after.balance),
        };
    }
    return e;
}

static when month_begins(struct day first, const struct zone *zone)
{
    return history_day_begins(first, zone);
}

err spending_of(struct db *db, struct arena *arena, const struct balance_book *book,
                const struct zone *zone, when now, struct spending_month out[SPENDING_MONTHS])
{
    struct civil today = zone_local(zone, now);
    struct day first = {0};
    when marks[SPENDING_MONTHS + 1];
    struct history_month_sums sums[SPENDING_MONTHS + 1] = {0};
    (void)day_of(today.year, today.month, 1, &first);
    for (int i = 0; i <= SPENDING_MONTHS; i++) {
        marks[i] = month_begins(day_add_months(first, 1, i + 1 - SPENDING_MONTHS), zone);
    }
    err e = history_store_months(db, arena, book->id, marks, sums);
    for (int i = 0; e == ERR_OK && i < SPENDING_MONTHS; i++) {
        struct day month = day_add_months(first, 1, i + 1 - SPENDING_MONTHS);
        struct civil date = day_civil(month);
        money spent = book->balance;
        money paid_in = book->balance;
        spent.minor = sums[i + 1].spent - sums[i].spent;
        paid_in.minor = sums[i + 1].paid_in - sums[i].paid_in;
        out[i] = (struct spending_month){date.year, date.month, month, spent, paid_in};
    }
    return e;
}

static bool digits(str text, size_t start, size_t count, int *out)
{
    int value = 0;
    for (size_t i = start; i < start + count; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
        value = value * 10 + (text.ptr[i] - '0');
    }
    *out = value;
    return true;
}

bool history_day_parse(str text, struct day *out)
{
    int year = 0;
    int month = 0;
    int day_of_month = 0;
    return text.len == 10 && text.ptr[4] == '-' && text.ptr[7] == '-' &&
           digits(text, 0, 4, &year) && digits(text, 5, 2, &month) &&
           digits(text, 8, 2, &day_of_month) && day_of(year, month, day_of_month, out);
}

when history_day_begins(struct day date, const struct zone *zone)
{
    struct civil midnight = day_civil(date);
    return zone_moment(zone, &midnight);
}

err balances_of(struct db *db, struct arena *arena, account_id account, money **out,
                size_t *out_count)
{
    struct balance_book *books = NULL;
    size_t count = 0;
    err e = balance_books(db, arena, account, &books, &count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, money, count);
    *out_count = count;
    for (size_t i = 0; i < count; i++) {
        (*out)[i] = books[i].balance;
    }
    return ERR_OK;
}
