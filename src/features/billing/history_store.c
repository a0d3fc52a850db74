/* SPDX-License-Identifier: Apache-2.0 */
#include "features/billing/history_store.h"

#include "base/check.h"
#include "features/billing/history_sql.h"

static money money_in(str currency, int64_t minor)
{
    money out = {0};
    CHECK(money_of(minor, currency, &out)); /* the ledger took no other */
    return out;
}

err balance_books(struct db *db, struct arena *arena, account_id account, struct balance_book **out,
                  size_t *out_count)
{
    struct balance_books_of_in in = {.owner = account};
    struct balance_books_of_row *rows = NULL;
    size_t count = 0;
    err e = balance_books_of_all(db, arena, &in, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct balance_book *books = ARENA_ARRAY(arena, struct balance_book, count);
    for (size_t i = 0; i < count; i++) {
        books[i] = (struct balance_book){rows[i].id, money_in(rows[i].currency, -rows[i].balance)};
    }
    *out = books;
    *out_count = count;
    return ERR_OK;
}

/* The three queries of lines give rows of one shape, which C does not know. */
#define LINE_OF(row, currency)                                                                     \
    (struct history_line)                                                                          \
    {                                                                                              \
        .at = (row)->at, .seq = (row)->seq, .id = (row)->id,                                       \
        .movement = movement_of_cause((row)->cause),                                               \
        .document = {(row)->document_kind.len > 0 ? str_z(arena, (row)->document_kind) : "",       \
                     (row)->document_id, (row)->document_number},                                  \
        .note = (row)->note, .amount = money_in(currency, (row)->amount),                          \
        .balance = money_in(currency, (row)->balance_after),                                       \
    }

static err page_of_all(struct db *db, struct arena *arena, const struct history_range *range,
                       struct history_place before, int64_t limit, struct history_line **out,
                       size_t *out_count)
{
    struct balance_line_page_in in = {
        .book = range->book,
        .before_at = before.at,
        .before_seq = before.seq,
        .from_at = range->from,
        .limit = limit,
    };
    struct balance_line_page_row *rows = NULL;
    err e = balance_line_page_all(db, arena, &in, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct history_line, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = LINE_OF(&rows[i], range->currency);
    }
    return ERR_OK;
}

static err page_of_movement(struct db *db, struct arena *arena, const struct history_range *range,
                            struct history_place before, int64_t limit, struct history_line **out,
                            size_t *out_count)
{
    struct balance_line_page_of_in in = {
        .book = range->book,
        .cause = movement_cause(range->movement),
        .before_at = before.at,
        .before_seq = before.seq,
        .from_at = range->from,
        .limit = limit,
    };
    struct balance_line_page_of_row *rows = NULL;
    err e = balance_line_page_of_all(db, arena, &in, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct history_line, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = LINE_OF(&rows[i], range->currency);
    }
    return ERR_OK;
}

err history_lines(struct db *db, struct arena *arena, const struct history_range *range,
                  struct history_place before, int64_t limit, struct history_line **out,
                  size_t *out_count)
{
    struct history_range open = *range;
    if (when_is_none(before.at)) {
        before = (struct history_place){.at = when_is_none(range->until) ? (when){INT64_MAX}
                                                                         : range->until};
    }
    if (when_is_none(range->from)) {
        open.from = (when){INT64_MIN + 1}; /* the least would be taken for no moment */
    }
    return range->of_movement ? page_of_movement(db, arena, &open, before, limit, out, out_count)
                              : page_of_all(db, arena, &open, before, limit, out, out_count);
}

err history_line_of(struct db *db, struct arena *arena, account_id account, transaction_id id,
                    struct history_line *out)
{
    struct balance_line_of_transaction_in in = {.transaction = id, .owner = account};
    struct balance_line_of_transaction_row row;
    err e = balance_line_of_transaction_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = LINE_OF(&row, row.currency);
    }
    return e;
}

err history_store_sums(struct db *db, struct arena *arena, const struct history_range *range,
                       when at, struct history_sums *out)
{
    struct balance_sums_before_in in = {.book = range->book, .at = at};
    struct balance_sums_before_row row = {0};
    err e = balance_sums_before_one(db, arena, &in, &row);
    if (e == ERR_OK || e == ERR_NOT_FOUND) {
        *out = (struct history_sums){row.count, row.total_in, row.total_out, row.balance};
        e = ERR_OK;
    }
    return e;
}

err history_store_sums_of(struct db *db, struct arena *arena, const struct history_range *range,
                          when at, struct history_sums *out)
{
    struct balance_sums_before_of_in in = {
        .book = range->book, .cause = movement_cause(range->movement), .at = at};
    struct balance_sums_before_of_row row = {0};
    err e = balance_sums_before_of_one(db, arena, &in, &row);
    if (e == ERR_OK || e == ERR_NOT_FOUND) {
        *out = (struct history_sums){row.count, row.total_in, row.total_out, 0};
        e = ERR_OK;
    }
    return e;
}

err history_store_months(struct db *db, struct arena *arena, ledger_account_id book,
                         const when marks[SPENDING_MONTHS + 1],
                         struct history_month_sums out[SPENDING_MONTHS + 1])
{
    struct spending_before_in in = {
        .book = book,
        .m0 = marks[0],
        .m1 = marks[1],
        .m2 = marks[2],
        .m3 = marks[3],
        .m4 = marks[4],
        .m5 = marks[5],
        .m6 = marks[6],
        .m7 = marks[7],
        .m8 = marks[8],
        .m9 = marks[9],
        .m10 = marks[10],
        .m11 = marks[11],
        .m12 = marks[12],
    };
    struct spending_before_row *rows = NULL;
    size_t count = 0;
    err e = spending_before_all(db, arena, &in, &rows, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        out[rows[i].month] = (struct history_month_sums){rows[i].spent, rows[i].paid_in};
    }
    return e;
}
