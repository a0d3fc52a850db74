/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue.h"
#include "test.h"
#include "testroom.h"

static struct test_room room;

static err fill_in(struct db *tx, void *arg)
{
    (void)arg;
    return catalogue_demo_fill(tx, &room.t.arena, room.act.now);
}

struct asked {
    struct quote quote;
    struct quote_fault fault;
    err e;
};

/* A quote of these items in hryvnias. */
static struct asked ask_for(const struct quote_item *items, size_t count, const char *promo)
{
    struct asked out = {0};
    struct quote_ask ask = {
        .currency = STR("UAH"),
        .items = items,
        .count = count,
        .promo = str_from_z(promo),
        .now = room.act.now,
    };
    out.e = catalogue_quote(room.t.db, &room.t.arena, &ask, &out.quote, &out.fault);
    db_snapshot_end(room.t.db);
    return out;
}

static struct asked ask_one(const char *plan, int64_t months, int64_t quantity, const char *promo)
{
    struct quote_item item = {.plan = str_from_z(plan), .months = months, .quantity = quantity};
    return ask_for(&item, 1, promo);
}

static void expect_fault(struct asked asked, const char *code, size_t item)
{
    expect(asked.e == ERR_INVALID);
    expect_str(str_from_z(asked.fault.code), str_from_z(code));
    expect_i64((int64_t)asked.fault.item, (int64_t)item);
}

static void price_tests(void)
{
    test ("the sample catalogue is put once") {
        expect(test_db_do(&room.t, fill_in, NULL));
        expect(test_db_do(&room.t, fill_in, NULL));
    }
    test ("the plans of the example cost 300.00 and 500.00 a month") {
        struct asked start = ask_one("vps-start", 1, 1, "");
        expect(start.e == ERR_OK);
        expect_i64(start.quote.total, 30000);
        expect_i64(start.quote.tax, 5000);
        expect_i64(start.quote.net, 25000);
        expect_str(start.quote.lines[0].options,
                   STR("{\"disk\":20,\"ip\":1,\"os\":\"debian-12\"}"));
        expect_i64(ask_one("vps-pro", 1, 1, "").quote.total, 50000);
    }
    test ("options cost per unit and month above what is included") {
        struct quote_option options[] = {{STR("disk"), STR("50")}, {STR("ip"), STR("3")}};
        struct quote_item item = {.plan = STR("vps-start"),
                                  .months = 3,
                                  .quantity = 2,
                                  .options = options,
                                  .option_count = 2};
        struct asked asked = ask_for(&item, 1, "");
        expect(asked.e == ERR_OK);
        expect_i64(asked.quote.lines[0].recurring_unit, 85500 + 3 * (30 * 200 + 2 * 6000));
        expect_i64(asked.quote.total, 2 * (85500 + 3 * (30 * 200 + 2 * 6000)));
    }
    test ("a percentage takes nothing off the setup fee") {
        struct asked asked = ask_one("server-e3", 1, 1, " start10 ");
        expect(asked.e == ERR_OK);
        expect_i64(asked.quote.discount, 24000);
        expect_i64(asked.quote.lines[0].amount, 240000 + 50000 - 24000);
        expect_i64(asked.quote.lines[0].tax, 53200);
        expect_i64(asked.quote.total, 266000 + 53200);
        expect_i64(asked.quote.lines[0].promo_left, 0);
    }
    test ("a fixed sum is taken off the order once") {
        struct quote_item items[] = {{.plan = STR("vps-start"), .months = 1, .quantity = 1},
                                     {.plan = STR("vps-pro"), .months = 1, .quantity = 1}};
        struct asked asked = ask_for(items, 2, "MINUS50");
        expect_i64(asked.quote.lines[0].discount, 5000);
        expect_i64(asked.quote.lines[1].discount, 0);
        expect_i64(asked.quote.lines[0].promo_left, 2);
    }
    test ("free setup takes the setup fee and nothing else") {
        struct asked asked = ask_one("server-e3", 1, 2, "SETUP0");
        expect_i64(asked.quote.discount, 100000);
        expect_i64(asked.quote.lines[0].amount, 480000);
    }
}

static void refusal_tests(void)
{
    test ("what is not sold has no price") {
        expect_fault(ask_one("nothing", 1, 1, ""), "unknown_plan", 1);
        expect_fault(ask_one("vps-start", 2, 1, ""), "bad_months", 1);
        expect_fault(ask_one("vps-start", 1, 0, ""), "bad_quantity", 1);
        expect_fault(ask_one("vps-start", 1, -1, ""), "bad_quantity", 1);
        expect_fault(ask_one("vps-start", 1, 1001, ""), "bad_quantity", 1);
        expect_fault(ask_one("vps-start", 1, 1, "NOPE"), "promo_unknown", 0);
        expect_fault(ask_one("vps-start", 1, 1, "LIFE5"), "promo_elsewhere", 0);
        expect_fault(ask_one("server-e3", 1, 6, ""), "sold_out", 1);
        expect_fault(ask_one("server-e3", 1, 3, ""), "customer_limit", 1);
        expect_fault(ask_one("backup", 1, 1, ""), "addon_alone", 1);
        expect_fault(ask_for(NULL, 0, ""), "nothing_asked", 0);
    }
    test ("without a price in the currency nothing is sold") {
        struct quote_item item = {.plan = STR("vps-start"), .months = 1, .quantity = 1};
        struct quote_ask ask = {
            .currency = STR("USD"), .items = &item, .count = 1, .now = room.act.now};
        struct asked asked;
        asked.e = catalogue_quote(room.t.db, &room.t.arena, &ask, &asked.quote, &asked.fault);
        expect_fault(asked, "no_price", 1);
    }
    test ("options that do not fit are named") {
        static const char *const wrong[] = {"10", "25", "210", "x", "", "9223372036854775807"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
            struct quote_option option = {STR("disk"), str_from_z(wrong[i])};
            struct quote_item item = {.plan = STR("vps-start"),
                                      .months = 1,
                                      .quantity = 1,
                                      .options = &option,
                                      .option_count = 1};
            struct asked asked = ask_for(&item, 1, "");
            expect_fault(asked, "bad_option", 1);
            expect_str(asked.fault.option, STR("disk"));
        }
    }
    test ("an add-on hangs on a plan that takes it, for the same months") {
        struct quote_item items[] = {
            {.plan = STR("vps-start"), .months = 3, .quantity = 1},
            {.plan = STR("backup"), .months = 3, .quantity = 1, .parent = 1}};
        expect_i64(ask_for(items, 2, "").quote.total, 85500 + 25650);
        items[1].months = 1;
        expect_fault(ask_for(items, 2, ""), "bad_months", 2);
        items[1].parent = 2;
        expect_fault(ask_for(items, 2, ""), "addon_alone", 2);
        struct quote_item later = {.plan = STR("backup"),
                                   .months = 1,
                                   .quantity = 1,
                                   .parent_plan = STR("vps-pro"),
                                   .days_left = 21,
                                   .period_days = 31};
        expect_i64(ask_for(&later, 1, "").quote.total, 6097);
    }
}

int main(void)
{
    if (!test_room_open(&room)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    price_tests();
    refusal_tests();
    test_room_close(&room);
    return tests_done();
}
