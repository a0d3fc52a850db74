/* SPDX-License-Identifier: Apache-2.0 */
#include "web/sms_guard.h"

#include "test.h"
#include "testdb.h"

static struct test_db t;
static struct sms_limits limits;
/* Each test begins two days after the one before, when nothing of it counts any more. */
static when now = {INT64_C(1795348800000000)};

struct work {
    str phone, network;
    bool confirm;
    enum sms_trust trust;
};

static err fn(struct db *tx, void *arg)
{
    const struct work *work = arg;
    return work->confirm
               ? sms_guard_confirmed(tx, work->phone, now)
               : sms_guard_take(tx, work->phone, work->trust, work->network, now, &limits);
}

static err take(str phone, str network)
{
    struct work work = {.phone = phone, .network = network};
    return db_transaction(t.db, fn, &work);
}

static void confirm(str phone)
{
    struct work work = {.phone = phone, .confirm = true};
    expect(test_db_do(&t, fn, &work));
}

static void begin(void)
{
    limits = sms_limits_default();
    now = when_add(now, 2 * WHEN_DAY);
}

static str text(const char *fmt, int n)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return str_printf(&t.arena, fmt, n);
#pragma GCC diagnostic pop
}

static void test_budgets(void)
{
    test ("a number gets one a minute, three an hour and five a day") {
        begin();
        str phone = STR("+380671234567");
        int got = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            bool first = take(phone, text("n%d", minute)) == ERR_OK;
            got += first;
            if (minute == 0) {
                expect(first && take(phone, STR("other")) == ERR_LIMITED);
            }
            if (minute == 59) {
                expect_i64(got, 3);
            }
            now = when_add(now, WHEN_MINUTE);
        }
        expect_i64(got, 5);
    }
    test ("a code that came back makes room for the next one at once") {
        begin();
        str phone = STR("+380671234567");
        expect(take(phone, STR("n")) == ERR_OK);
        expect(take(phone, STR("n")) == ERR_LIMITED);
        confirm(phone);
        expect(take(phone, STR("n")) == ERR_OK);
        expect(take(phone, STR("n")) == ERR_LIMITED);
    }
    test ("a network gets ten a day, whatever the numbers") {
        begin();
        limits.ratio_floor = limits.network_floor = 1000;
        int got = 0;
        for (int i = 0; i < 30; i++) {
            got += take(text("+3805000000%02d", i), STR("192.0.2.1")) == ERR_OK;
        }
        expect_i64(got, 10);
    }
    test ("only listed countries, each within its budget") {
        begin();
        limits.countries = STR("380, 48:2");
        expect(take(STR("+3725551234"), STR("a")) == ERR_LIMITED);
        expect(take(STR("+48501000001"), STR("a")) == ERR_OK);
        expect(take(STR("+48501000002"), STR("a")) == ERR_OK);
        expect(take(STR("+48501000003"), STR("a")) == ERR_LIMITED);
        expect(take(STR("+380501000003"), STR("a")) == ERR_OK);
        expect(take(STR("380501000003"), STR("a")) == ERR_LIMITED);
    }
    test ("the day's cap holds over everything") {
        begin();
        limits.ratio_floor = 1000;
        limits.day = 7;
        int got = 0;
        for (int i = 0; i < 20; i++) {
            got += take(text("+3806700000%02d", i), text("n%d", i)) == ERR_OK;
        }
        expect_i64(got, 7);
    }
}

static void test_pumping(void)
{
    test ("pumping one range from many networks costs ten messages") {
        begin();
        int got = 0;
        for (int i = 0; i < 500; i++) {
            got += take(text("+380670%06d", i), text("net%d", i)) == ERR_OK;
            now = when_add(now, WHEN_SECOND);
        }
        expect_i64(got, 10);
    }
    test ("meanwhile honest numbers of other ranges get theirs") {
        str phone = STR("+380931234567");
        expect(take(phone, STR("home")) == ERR_OK);
    }
    test ("one guest is refused on their own network, and nobody else is") {
        begin();
        int got = 0;
        for (int i = 0; i < 12; i++) {
            got += take(text("+3806700000%02d", i), STR("guest")) == ERR_OK;
        }
        expect_i64(got, 4);
        for (int i = 0; i < 20; i++) {
            str phone = text("+380671111%03d", i);
            expect(take(phone, text("home%d", i)) == ERR_OK);
            confirm(phone);
        }
        expect(take(STR("+380679999999"), STR("guest")) == ERR_LIMITED);
    }
    test ("a busy office whose codes come back is not taken for one") {
        begin();
        for (int i = 0; i < 9; i++) {
            str phone = text("+3806722222%02d", i);
            expect(take(phone, STR("office")) == ERR_OK);
            if (i % 2 == 0) {
                confirm(phone);
            }
        }
    }
    test ("a proven number of old passes while its range is shut, within its own budget") {
        begin();
        for (int i = 0; i < 30; i++) {
            (void)!take(text("+380670%06d", i), text("net%d", i));
        }
        expect(take(STR("+380679999999"), STR("home")) == ERR_LIMITED);
        struct work proven = {
            .phone = STR("+380679999999"), .network = STR("home"), .trust = SMS_PHONE_PROVEN};
        expect(db_transaction(t.db, fn, &proven) == ERR_OK);
        expect(db_transaction(t.db, fn, &proven) == ERR_LIMITED);
    }
    test ("pumping every range in turn stops at a hundred") {
        begin();
        int got = 0;
        for (int i = 0; i < 1000; i++) {
            got +=
                take(str_printf(&t.arena, "+380%02d%07d", i % 90, i), text("net%d", i)) == ERR_OK;
        }
        expect_i64(got, 100);
    }
    test ("a range whose codes come back is not stopped") {
        begin();
        int got = 0;
        for (int i = 0; i < 200; i++) {
            str phone = text("+380670%06d", i);
            got += take(phone, text("net%d", i)) == ERR_OK;
            if (i % 2 == 0) {
                confirm(phone);
            }
        }
        expect_i64(got, 200);
    }
}

static err purge_fn(struct db *tx, void *arg)
{
    (void)arg;
    return sms_guard_purge(tx, now);
}

int main(void)
{
    if (!test_db_open(&t)) {
        return tests_skipped("this engine is not at hand");
    }
    test_budgets();
    test_pumping();
    test ("what no budget looks at is forgotten") {
        begin();
        now = when_add(now, WHEN_DAY);
        expect(test_db_do(&t, purge_fn, NULL));
    }
    test_db_close(&t);
    return tests_done();
}
