/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger against a model of its own: an array of balances that knows nothing of the database.
 */
#include "features/billing/billing.h"
#include "tamper_sql.h"
#include "test.h"
#include "testdb.h"

#define OWNERS 5
#define NOW ((when){WHEN_DAY * 20000})

static struct test_db t;

static account_id owner_of(size_t number)
{
    static const char *const names[OWNERS] = {"", "olena", "petro", "iryna", "taras"};
    return (account_id){str_from_z(names[number])};
}

static money uah(int64_t minor)
{
    money m = {0};
    expect(money_of(minor, STR("UAH"), &m));
    return m;
}

struct posting_work {
    struct ledger_entry entry;
    transaction_id id;
    bool then_fail; /* after posting, to see it undone */
};

static err post_in(struct db *tx, void *arg)
{
    struct posting_work *work = arg;
    err e = ledger_post(tx, &t.arena, &work->entry, &work->id);
    return e == ERR_OK && work->then_fail ? ERR_DENIED : e;
}

/* Moves an amount from one owner's balance to another's. */
static err move(str ref, size_t from, size_t to, int64_t minor, bool then_fail)
{
    struct ledger_line lines[] = {
        {BOOK_BALANCE, owner_of(from), uah(minor)},
        {BOOK_BALANCE, owner_of(to), uah(-minor)},
    };
    struct posting_work work = {
        .entry = {.cause = "test.move",
                  .cause_ref = ref,
                  .actor = STR("system"),
                  .now = NOW,
                  .lines = lines,
                  .count = ARRAY_LEN(lines)},
        .then_fail = then_fail,
    };
    return db_transaction(t.db, post_in, &work);
}

static int64_t balance_of(size_t owner)
{
    money balance = uah(0);
    expect(ledger_balance(t.db, &t.arena, BOOK_BALANCE, owner_of(owner), STR("UAH"), &balance) ==
           ERR_OK);
    db_snapshot_end(t.db);
    return balance.minor;
}

static void expect_sound(void)
{
    struct buf report = buf_in(&t.arena);
    expect(ledger_check(t.db, &t.arena, &report) == ERR_OK);
    expect_str(buf_str(&report), STR(""));
}

static void rule_tests(void)
{
    test ("a transaction moves money and is posted once") {
        expect(move(STR("first"), 1, 2, 500, false) == ERR_OK);
        expect(move(STR("first"), 1, 2, 500, false) == ERR_CONFLICT);
        expect_i64(balance_of(1), 500);
        expect_i64(balance_of(2), -500);
        expect_sound();
    }
    test ("what does not sum to zero, has a zero, one line or no reference is refused") {
        struct ledger_line lines[] = {
            {BOOK_BALANCE, owner_of(1), uah(5)},
            {BOOK_REVENUE, owner_of(0), uah(-4)},
        };
        struct posting_work work = {.entry = {.cause = "test.bad",
                                              .cause_ref = STR("bad"),
                                              .actor = STR("system"),
                                              .now = NOW,
                                              .lines = lines,
                                              .count = 2}};
        expect(db_transaction(t.db, post_in, &work) == ERR_INVALID);
        lines[1].amount = uah(-5);
        work.entry.count = 1;
        expect(db_transaction(t.db, post_in, &work) == ERR_INVALID);
        work.entry.count = 2;
        work.entry.cause_ref = STR("");
        expect(db_transaction(t.db, post_in, &work) == ERR_INVALID);
        expect(move(STR("zero"), 1, 2, 0, false) == ERR_INVALID);
        expect(money_of(-5, STR("EUR"), &lines[1].amount));
        work.entry.cause_ref = STR("two currencies");
        expect(db_transaction(t.db, post_in, &work) == ERR_INVALID);
        expect_sound();
    }
    test ("an amount beyond all reason is refused") {
        expect(move(STR("huge"), 3, 4, LEDGER_AMOUNT_MAX, false) == ERR_OK);
        expect(move(STR("too much"), 3, 4, LEDGER_AMOUNT_MAX + 1, false) == ERR_INVALID);
        expect(move(STR("lowest"), 3, 4, -LEDGER_AMOUNT_MAX - 1, false) == ERR_INVALID);
        expect(move(STR("back"), 4, 3, LEDGER_AMOUNT_MAX, false) == ERR_OK);
        expect_i64(balance_of(3), 0);
    }
    test ("what is rolled back leaves no trace, and its reference is free again") {
        expect(move(STR("undone"), 1, 2, 70, true) == ERR_DENIED);
        expect_i64(balance_of(1), 500);
        expect(move(STR("undone"), 1, 2, 70, false) == ERR_OK);
        expect_i64(balance_of(1), 570);
        expect_sound();
    }
}

static err change_posting(struct db *tx, void *arg)
{
    (void)arg;
    return tamper_posting_change(tx);
}

static err delete_posting(struct db *tx, void *arg)
{
    (void)arg;
    return tamper_posting_delete(tx);
}

static err change_transaction(struct db *tx, void *arg)
{
    (void)arg;
    return tamper_transaction_change(tx);
}

static err delete_transaction(struct db *tx, void *arg)
{
    (void)arg;
    return tamper_transaction_delete(tx);
}

static err turn_balance(struct db *tx, void *arg)
{
    const int64_t *by = arg;
    struct tamper_balance_in in = {.owner = STR("olena"), .by = *by};
    return tamper_balance(tx, &in);
}

static void guard_tests(void)
{
    test ("postings and transactions can be neither changed nor deleted") {
        db_fn *const attempts[] = {change_posting, delete_posting, change_transaction,
                                   delete_transaction};
        for (size_t i = 0; i < ARRAY_LEN(attempts); i++) {
            expect(db_transaction(t.db, attempts[i], NULL) != ERR_OK);
        }
        expect_sound();
    }
    test ("the check finds a balance that somebody turned") {
        int64_t by = 1;
        expect(db_transaction(t.db, turn_balance, &by) == ERR_OK);
        struct buf report = buf_in(&t.arena);
        expect(ledger_check(t.db, &t.arena, &report) == ERR_CONFLICT);
        expect(str_find(buf_str(&report), STR("balance 571, postings sum to 570")) >= 0);
        by = -1;
        expect(db_transaction(t.db, turn_balance, &by) == ERR_OK);
        expect_sound();
    }
}

/* A small linear generator, so that a failing run can be repeated. */
static uint32_t draw(uint32_t *state, uint32_t bound)
{
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) % bound;
}

static void model_tests(void)
{
    test ("two thousand random moves, some of them repeated or undone, agree with the model") {
        int64_t model[OWNERS] = {0};
        for (size_t i = 0; i < OWNERS; i++) {
            model[i] = balance_of(i);
        }
        uint32_t state = 20260101;
        for (int i = 0; i < 2000; i++) {
            size_t from = draw(&state, OWNERS);
            size_t to = (from + 1 + draw(&state, OWNERS - 1)) % OWNERS;
            int64_t minor = 1 + (int64_t)draw(&state, 100000);
            bool undone = draw(&state, 10) == 0;
            struct arena_mark mark = arena_mark(&t.arena);
            str ref = str_printf(&t.arena, "random %d", i);
            err e = move(ref, from, to, minor, undone);
            expect(e == (undone ? ERR_DENIED : ERR_OK));
            if (!undone) {
                model[from] += minor;
                model[to] -= minor;
                expect(draw(&state, 20) != 0 || move(ref, from, to, minor, false) == ERR_CONFLICT);
            }
            arena_rewind(&t.arena, mark);
        }
        for (size_t i = 0; i < OWNERS; i++) {
            expect_i64(balance_of(i), model[i]);
        }
        expect_sound();
    }
}

struct taking {
    int64_t number;
    bool then_fail;
};

static err take_in(struct db *tx, void *arg)
{
    struct taking *taking = arg;
    err e = document_number_take(tx, &t.arena, STR("invoice:2026"), &taking->number);
    return e == ERR_OK && taking->then_fail ? ERR_DENIED : e;
}

static void number_tests(void)
{
    test ("numbers of documents have no gaps, also when an issue is undone") {
        for (int64_t wanted = 1; wanted <= 20; wanted++) {
            struct taking failed = {.then_fail = true};
            expect(db_transaction(t.db, take_in, &failed) == ERR_DENIED);
            struct taking taking = {0};
            expect(db_transaction(t.db, take_in, &taking) == ERR_OK);
            expect_i64(taking.number, wanted);
        }
    }
}

int main(void)
{
    if (!test_db_open(&t)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    rule_tests();
    guard_tests();
    model_tests();
    number_tests();
    test_db_close(&t);
    return tests_done();
}
