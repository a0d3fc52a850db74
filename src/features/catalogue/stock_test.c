/* SPDX-License-Identifier: Apache-2.0 */
/* Limits under races: many orders at once for the last pieces and the last uses of a code. */
#include <inttypes.h>
#include <pthread.h>

#include "features/catalogue/catalogue.h"
#include "test.h"
#include "testroom.h"

#define BUYERS 200
#define THREADS 20
#define SERVERS 5 /* pieces of server-e3 in the sample */
#define CODES 100 /* uses of MINUS50 in the sample */
#define ARENA_BYTES ((size_t)16 << 20)

static struct test_room room;
static account_id buyers[BUYERS];

static err fill_in(struct db *tx, void *arg)
{
    (void)arg;
    return catalogue_demo_fill(tx, &room.t.arena, room.act.now);
}

/* One order: priced and reserved in one transaction, as orders do it. */
struct buying {
    struct arena *arena;
    account_id account;
    str ref, plan, promo;
    int64_t quantity;
    struct quote_fault fault;
};

static err buy_in(struct db *tx, void *arg)
{
    struct buying *b = arg;
    struct quote quote;
    struct quote_item item = {.plan = b->plan, .months = 1, .quantity = b->quantity};
    struct quote_ask ask = {
        .account = b->account,
        .currency = STR("UAH"),
        .items = &item,
        .count = 1,
        .promo = b->promo,
        .now = room.act.now,
    };
    err e = catalogue_quote(tx, b->arena, &ask, &quote, &b->fault);
    return e == ERR_OK ? catalogue_reserve(tx, b->arena, &quote, b->ref, b->account, room.act.now,
                                           &b->fault)
                       : e;
}

static err move_in(struct db *tx, void *arg)
{
    struct buying *b = arg;
    struct plan plan;
    err e = plan_current(tx, b->arena, b->plan, &plan);
    return e == ERR_OK
               ? catalogue_move(tx, b->arena, b->ref, b->promo, plan.id, b->quantity, room.act.now)
               : e;
}

static err release_some_in(struct db *tx, void *arg)
{
    struct buying *b = arg;
    struct plan plan;
    err e = plan_current(tx, b->arena, b->plan, &plan);
    return e == ERR_OK
               ? catalogue_release_some(tx, b->arena, b->ref, plan.id, b->quantity, room.act.now)
               : e;
}

static err release_in(struct db *tx, void *arg)
{
    struct buying *b = arg;
    return catalogue_release(tx, b->arena, b->ref, room.act.now);
}

/* A thread's share of the buyers. */
struct crowd {
    pthread_t thread;
    struct db *db;
    size_t first;
    const char *plan, *promo, *refs;
    int64_t had, refused, failed;
};

static err buy_until_known(struct db *db, struct buying *b)
{
    err e = ERR_UNAVAILABLE;
    for (int tries = 0; e == ERR_UNAVAILABLE && tries < 50; tries++) {
        e = db_transaction(db, buy_in, b);
    }
    return e;
}

static void *crowd_run(void *arg)
{
    struct crowd *c = arg;
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    for (size_t i = c->first; i < BUYERS; i += THREADS) {
        struct buying b = {
            .arena = &arena,
            .account = buyers[i],
            .ref = str_printf(&arena, "%s-%zu", c->refs, i),
            .plan = str_from_z(c->plan),
            .promo = str_from_z(c->promo),
            .quantity = 1,
        };
        err e = buy_until_known(c->db, &b);
        c->had += e == ERR_OK;
        c->refused += e == ERR_INVALID || e == ERR_CONFLICT;
        c->failed += e != ERR_OK && e != ERR_INVALID && e != ERR_CONFLICT;
    }
    arena_done(&arena);
    return NULL;
}

static struct crowd all_buy(const char *plan, const char *promo, const char *refs)
{
    struct crowd crowds[THREADS] = {0};
    struct crowd sum = {0};
    for (size_t i = 0; i < THREADS; i++) {
        crowds[i] = (struct crowd){
            .db = test_db_handle(&room.t), .first = i, .plan = plan, .promo = promo, .refs = refs};
        expect(pthread_create(&crowds[i].thread, NULL, crowd_run, &crowds[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        expect(pthread_join(crowds[i].thread, NULL) == 0);
        db_close(&crowds[i].db);
        sum.had += crowds[i].had;
        sum.refused += crowds[i].refused;
        sum.failed += crowds[i].failed;
    }
    return sum;
}

static err buy(account_id account, const char *ref, const char *plan, const char *promo,
               int64_t quantity, const char **out_fault)
{
    struct buying b = {
        .arena = &room.t.arena,
        .account = account,
        .ref = str_from_z(ref),
        .plan = str_from_z(plan),
        .promo = str_from_z(promo),
        .quantity = quantity,
    };
    err e = db_transaction(room.t.db, buy_in, &b);
    *out_fault = b.fault.code == NULL ? "" : b.fault.code;
    return e;
}

static void release(const char *ref)
{
    struct buying b = {.arena = &room.t.arena, .ref = str_from_z(ref)};
    expect(db_transaction(room.t.db, release_in, &b) == ERR_OK);
}

/* Takes the same once more without asking for the price, as a repeated transaction would. */
static err again_in(struct db *tx, void *arg)
{
    struct buying *b = arg;
    struct quote quote;
    struct quote_item item = {.plan = STR("vps-start"), .months = 1, .quantity = 1};
    struct quote_ask ask = {.currency = STR("UAH"),
                            .items = &item,
                            .count = 1,
                            .promo = STR("MINUS50"),
                            .now = room.act.now};
    err e = catalogue_quote(tx, b->arena, &ask, &quote, &b->fault);
    return e == ERR_OK ? catalogue_reserve(tx, b->arena, &quote, b->ref, b->account, room.act.now,
                                           &b->fault)
                       : e;
}

static err reserve_again(account_id account, const char *ref)
{
    struct buying b = {.arena = &room.t.arena, .account = account, .ref = str_from_z(ref)};
    return db_transaction(room.t.db, again_in, &b);
}

static int64_t stock_left(void)
{
    struct plan plan = {0};
    expect(plan_current(room.t.db, &room.t.arena, STR("server-e3"), &plan) == ERR_OK);
    db_snapshot_end(room.t.db);
    return plan.stock_left;
}

static void race_tests(void)
{
    test ("two hundred orders at once get the last five pieces") {
        struct crowd sum = all_buy("server-e3", "", "race");
        expect_i64(sum.had, SERVERS);
        expect_i64(sum.refused, BUYERS - SERVERS);
        expect_i64(sum.failed, 0);
    }
    test ("two hundred orders at once use a code a hundred times") {
        struct crowd sum = all_buy("vps-start", "MINUS50", "code");
        expect_i64(sum.had, CODES);
        expect_i64(sum.refused, BUYERS - CODES);
        expect_i64(sum.failed, 0);
    }
}

static void give_back_tests(void)
{
    const char *fault = NULL;
    test ("what an order gives back another gets") {
        expect(buy(buyers[0], "later", "server-e3", "", 1, &fault) == ERR_INVALID);
        expect_str(str_from_z(fault), STR("sold_out"));
        for (int i = 0; i < BUYERS; i++) {
            struct arena_mark mark = arena_mark(&room.t.arena);
            release(str_z(&room.t.arena, str_printf(&room.t.arena, "race-%d", i)));
            arena_rewind(&room.t.arena, mark);
        }
        release("race-0"); /* again: nothing more comes back */
        expect(buy(buyers[0], "two", "server-e3", "", 2, &fault) == ERR_OK);
        expect(buy(buyers[1], "more", "server-e3", "", 2, &fault) == ERR_OK);
        expect(buy(buyers[2], "last", "server-e3", "", 2, &fault) == ERR_INVALID);
        expect(buy(buyers[2], "one", "server-e3", "", 1, &fault) == ERR_OK);
    }
    test ("the same order takes its pieces once") {
        expect(buy(buyers[3], "none", "server-e3", "", 1, &fault) == ERR_INVALID);
        release("one");
        expect(buy(buyers[3], "once", "server-e3", "", 1, &fault) == ERR_OK);
        release("once");
        expect(buy(buyers[4], "again", "server-e3", "", 1, &fault) == ERR_OK);
    }
    test ("one customer has no more than his share, over several orders") {
        release("again");
        expect(buy(buyers[0], "third", "server-e3", "", 1, &fault) == ERR_INVALID);
        expect_str(str_from_z(fault), STR("customer_limit"));
    }
    test ("pieces move to another order, and come back from there") {
        struct buying b = {.arena = &room.t.arena,
                           .ref = STR("more"),
                           .plan = STR("server-e3"),
                           .promo = STR("split"), /* where to */
                           .quantity = 1};
        expect(db_transaction(room.t.db, move_in, &b) == ERR_OK);
        release("more");
        expect_i64(stock_left(), 2);
        release("split");
        expect_i64(stock_left(), 3);
        b.ref = STR("two");
        expect(db_transaction(room.t.db, release_some_in, &b) == ERR_OK);
        expect_i64(stock_left(), 4);
        b.quantity = 99; /* never more than is held */
        expect(db_transaction(room.t.db, release_some_in, &b) == ERR_OK);
        expect(db_transaction(room.t.db, release_some_in, &b) == ERR_OK);
        expect_i64(stock_left(), SERVERS);
    }
    test ("the same order uses its code once") {
        for (int i = 0; i < BUYERS; i++) {
            release(str_z(&room.t.arena, str_printf(&room.t.arena, "code-%d", i)));
        }
        expect(buy(buyers[6], "same", "vps-start", "MINUS50", 1, &fault) == ERR_OK);
        expect(reserve_again(buyers[6], "same") == ERR_OK);
        release("same");
        struct crowd sum = all_buy("vps-start", "MINUS50", "recount");
        expect_i64(sum.had, CODES);
        for (int i = 0; i < BUYERS; i++) {
            release(str_z(&room.t.arena, str_printf(&room.t.arena, "recount-%d", i)));
        }
    }
    test ("a code is used once by a customer, and again when his order is gone") {
        for (int i = 0; i < BUYERS; i++) {
            release(str_z(&room.t.arena, str_printf(&room.t.arena, "code-%d", i)));
        }
        expect(buy(buyers[5], "c1", "vps-start", "MINUS50", 1, &fault) == ERR_OK);
        expect(buy(buyers[5], "c2", "vps-start", "MINUS50", 1, &fault) == ERR_INVALID);
        expect_str(str_from_z(fault), STR("promo_used_up"));
        release("c1");
        expect(buy(buyers[5], "c2", "vps-start", "MINUS50", 1, &fault) == ERR_OK);
    }
}

int main(void)
{
    if (!test_room_open(&room)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    for (int i = 0; i < BUYERS; i++) {
        str login = str_printf(&room.t.arena, "buyer%d", i);
        str phone = str_printf(&room.t.arena, "+38067100%04d", i);
        buyers[i] = test_room_account(&room, login, phone, STR("four unrelated words here"));
    }
    expect(test_db_do(&room.t, fill_in, NULL));
    race_tests();
    give_back_tests();
    test_room_close(&room);
    return tests_done();
}
