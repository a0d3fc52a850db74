/* SPDX-License-Identifier: Apache-2.0 */
/* The history against a plain array of what was posted. */
#include "features/billing/history.h"
#include "test.h"
#include "testdb.h"

#define LINES 400
#define FIRST ((when){WHEN_DAY * 20000})

static struct test_db t;
static struct posted {
    when at;
    enum movement movement;
    int64_t amount, balance;
} posted[LINES];

static account_id olena(void)
{
    return (account_id){STR("olena")};
}

static uint32_t draw(uint32_t *state, uint32_t bound)
{
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) % bound;
}

static err post_in(struct db *tx, void *arg)
{
    transaction_id id;
    return ledger_post(tx, &t.arena, arg, &id);
}

/* Moves money the way the rooms above do. */
static void post(int number, const struct posted *line)
{
    static const char *const causes[] = {
        [MOVEMENT_PAYMENT] = "payment.received",
        [MOVEMENT_INVOICE] = "invoice.applied",
        [MOVEMENT_CREDIT_NOTE] = "invoice.credited",
        [MOVEMENT_CORRECTION] = "correction",
        [MOVEMENT_OTHER] = "test.other",
    };
    money amount = {0};
    expect(money_of(line->amount, STR("UAH"), &amount));
    struct ledger_line lines[] = {{BOOK_BALANCE, olena(), amount},
                                  {BOOK_CLEARING, {STR("")}, amount}};
    lines[0].amount.minor = -amount.minor;
    struct ledger_entry entry = {.cause = causes[line->movement],
                                 .cause_ref = str_printf(&t.arena, "ref%d:1", number),
                                 .actor = STR("system"),
                                 .now = line->at,
                                 .lines = lines,
                                 .count = 2};
    expect(db_transaction(t.db, post_in, &entry) == ERR_OK);
}

static void fill(void)
{
    static const enum movement movements[] = {MOVEMENT_PAYMENT, MOVEMENT_INVOICE,
                                              MOVEMENT_CREDIT_NOTE, MOVEMENT_CORRECTION,
                                              MOVEMENT_OTHER};
    uint32_t state = 20260101;
    int64_t balance = 0;
    when at = FIRST;
    for (int i = 0; i < LINES; i++) {
        struct posted *line = &posted[i];
        at = when_add(at, (int64_t)draw(&state, 48) * WHEN_HOUR);
        line->at = at;
        line->movement = movements[draw(&state, ARRAY_LEN(movements))];
        line->amount = 1 + (int64_t)draw(&state, 100000);
        line->amount = line->movement == MOVEMENT_INVOICE ? -line->amount : line->amount;
        balance += line->amount;
        line->balance = balance;
        post(i, line);
    }
}

static struct balance_book book_of_olena(void)
{
    struct balance_book *books = NULL;
    size_t count = 0;
    expect(balance_books(t.db, &t.arena, olena(), &books, &count) == ERR_OK && count == 1);
    return books[0];
}

static bool is_in(const struct history_range *range, const struct posted *line)
{
    return (!range->of_movement || line->movement == range->movement) &&
           (when_is_none(range->from) || !when_before(line->at, range->from)) &&
           (when_is_none(range->until) || when_before(line->at, range->until));
}

/* Reads the whole range in small pages and compares with the array, read backwards. */
static void expect_range(const struct history_range *range)
{
    struct history_place place = {.at = WHEN_NONE};
    struct history_totals totals;
    int64_t in = 0;
    int64_t out = 0;
    int64_t seen = 0;
    int at = LINES - 1;
    for (size_t count = 1; count > 0;) {
        struct history_line *lines = NULL;
        if (history_lines(t.db, &t.arena, range, place, 7, &lines, &count) != ERR_OK) {
            expect_str(db_story(t.db), STR("the lines of the range"));
            return;
        }
        for (size_t i = 0; i < count; i++, at--, seen++) {
            for (; at >= 0 && !is_in(range, &posted[at]); at--) {
            }
            expect(at >= 0 && lines[i].at.us == posted[at].at.us);
            expect_i64(lines[i].amount.minor, posted[at].amount);
            expect_i64(lines[i].balance.minor, posted[at].balance);
            expect(lines[i].movement == posted[at].movement);
            in += posted[at].amount > 0 ? posted[at].amount : 0;
            out += posted[at].amount < 0 ? -posted[at].amount : 0;
            place = (struct history_place){lines[i].at, lines[i].seq};
        }
    }
    for (; at >= 0 && !is_in(range, &posted[at]); at--) {
    }
    expect(at < 0);
    expect(history_totals_of(t.db, &t.arena, range, &totals) == ERR_OK);
    expect_i64(totals.count, seen);
    expect_i64(totals.in.minor, in);
    expect_i64(totals.out.minor, out);
}

static void range_tests(void)
{
    struct history_range range = {
        .book = book_of_olena().id, .currency = STR("UAH"), .from = WHEN_NONE, .until = WHEN_NONE};
    test ("page by page the whole history comes, newest first, and sums up") {
        expect_range(&range);
    }
    test ("a range of days and a kind of movement give those lines and their sums alone") {
        uint32_t state = 7;
        for (int i = 0; i < 40; i++) {
            range.from = when_add(FIRST, (int64_t)draw(&state, 300) * WHEN_DAY);
            range.until = when_add(range.from, (int64_t)draw(&state, 200) * WHEN_DAY);
            range.of_movement = draw(&state, 2) == 0;
            range.movement = draw(&state, 2) == 0 ? MOVEMENT_INVOICE : MOVEMENT_PAYMENT;
            expect_range(&range);
        }
    }
    test ("the balance before and after a range is that of the lines around it") {
        range.of_movement = false;
        range.from = when_add(posted[100].at, 1);
        range.until = when_add(posted[200].at, 1);
        struct history_totals totals;
        expect(history_totals_of(t.db, &t.arena, &range, &totals) == ERR_OK);
        int last = 100;
        for (; posted[last + 1].at.us == posted[100].at.us; last++) {
        }
        expect_i64(totals.opening.minor, posted[last].balance);
        for (last = 200; posted[last + 1].at.us == posted[200].at.us; last++) {
        }
        expect_i64(totals.closing.minor, posted[last].balance);
    }
}

static void spending_tests(void)
{
    test ("months of spending are what invoices took less what came back") {
        struct balance_book book = book_of_olena();
        struct spending_month months[SPENDING_MONTHS];
        when now = posted[LINES - 1].at;
        expect(spending_of(t.db, &t.arena, &book, zone_utc(), now, months) == ERR_OK);
        for (int i = 0; i < SPENDING_MONTHS; i++) {
            int64_t spent = 0;
            for (int j = 0; j < LINES; j++) {
                struct civil c = when_to_civil(posted[j].at);
                bool counts = posted[j].movement == MOVEMENT_INVOICE ||
                              posted[j].movement == MOVEMENT_CREDIT_NOTE;
                bool here = c.year == months[i].year && c.month == months[i].month;
                spent -= counts && here ? posted[j].amount : 0;
            }
            expect_i64(months[i].spent.minor, spent);
        }
        struct civil c = when_to_civil(now);
        expect(months[SPENDING_MONTHS - 1].month == c.month);
    }
}

static void line_tests(void)
{
    test ("a line is its owner's alone, and names its document") {
        struct history_range range = {.book = book_of_olena().id,
                                      .currency = STR("UAH"),
                                      .of_movement = true,
                                      .movement = MOVEMENT_INVOICE,
                                      .from = WHEN_NONE,
                                      .until = WHEN_NONE};
        struct history_line *lines = NULL;
        struct history_line line;
        size_t count = 0;
        expect(history_lines(t.db, &t.arena, &range, (struct history_place){WHEN_NONE, 0}, 1,
                             &lines, &count) == ERR_OK &&
               count == 1);
        expect(history_line_of(t.db, &t.arena, olena(), lines[0].id, &line) == ERR_OK);
        expect_i64(line.seq, lines[0].seq);
        expect_str(str_from_z(line.document.kind), STR("invoice"));
        expect(str_index(line.document.id, ':') < 0);
        expect(history_line_of(t.db, &t.arena, (account_id){STR("petro")}, lines[0].id, &line) ==
               ERR_NOT_FOUND);
    }
    test ("a clock that goes back does not put a line out of order") {
        struct posted line = posted[LINES - 1];
        line.at = when_add(FIRST, -WHEN_DAY * 400);
        line.balance += line.amount;
        post(LINES, &line);
        struct history_range range = {.book = book_of_olena().id,
                                      .currency = STR("UAH"),
                                      .from = WHEN_NONE,
                                      .until = WHEN_NONE};
        struct history_line *lines = NULL;
        size_t count = 0;
        expect(history_lines(t.db, &t.arena, &range, (struct history_place){WHEN_NONE, 0}, 2,
                             &lines, &count) == ERR_OK &&
               count == 2);
        expect_i64(lines[0].at.us, posted[LINES - 1].at.us);
        expect_i64(lines[0].balance.minor, line.balance);
        struct buf report = buf_in(&t.arena);
        expect(ledger_check(t.db, &t.arena, &report) == ERR_OK);
        expect_str(buf_str(&report), STR(""));
    }
    test ("days are read as written, and only those that exist") {
        struct day date;
        expect(history_day_parse(STR("2026-02-28"), &date));
        expect(!history_day_parse(STR("2026-02-29"), &date));
        expect(!history_day_parse(STR("2026-2-28"), &date));
        expect(!history_day_parse(STR("28.02.2026"), &date));
        expect(!history_day_parse(STR(""), &date));
    }
}

int main(void)
{
    if (!test_db_open(&t)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    fill();
    range_tests();
    spending_tests();
    line_tests();
    test_db_close(&t);
    return tests_done();
}
