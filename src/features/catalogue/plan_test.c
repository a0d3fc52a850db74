/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of plans: what staff types, what is published, and what keeps its price. */
#include "features/catalogue/edit.h"
#include "features/catalogue/plan_spec.h"
#include "features/catalogue/plan_text.h"
#include "test.h"
#include "testroom.h"

static struct test_room room;

static err fill_in(struct db *tx, void *arg)
{
    (void)arg;
    return catalogue_demo_fill(tx, &room.t.arena, room.act.now);
}

static struct plan current(const char *code)
{
    struct plan plan = {0};
    expect(plan_current(room.t.db, &room.t.arena, str_from_z(code), &plan) == ERR_OK);
    db_snapshot_end(room.t.db);
    return plan;
}

static err save_in(struct db *tx, void *arg)
{
    return edit_save(tx, &room.t.arena, arg, STR("boss"), room.act.now);
}

static err publish_in(struct db *tx, void *arg)
{
    struct plan *plan = arg;
    return edit_publish(tx, &room.t.arena, plan->id, room.act.now, &plan->version);
}

static err drop_in(struct db *tx, void *arg)
{
    struct plan *plan = arg;
    return edit_drop(tx, &room.t.arena, plan->id);
}

static err exempt_in(struct db *tx, void *arg)
{
    account_id *account = arg;
    return edit_exempt(tx, *account, STR("proof"), STR("boss"), room.act.now);
}

static int64_t recurring(const struct plan *plan, int64_t version, struct recurring_ask ask)
{
    struct quote_line line = {0};
    ask.plan = plan->id;
    ask.version = version;
    ask.currency = STR("UAH");
    ask.country = STR("");
    ask.months = 1;
    ask.quantity = 1;
    expect(catalogue_recurring(room.t.db, &room.t.arena, &ask, &line) == ERR_OK);
    db_snapshot_end(room.t.db);
    return line.total;
}

static void text_tests(void)
{
    static const char *const codes[] = {"vps-start", "vps-max", "server-e3", "domain-ua", "backup"};
    test ("what staff types reads back as it was written") {
        for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
            struct plan plan = current(codes[i]);
            struct plan back = plan;
            struct arena *arena = &room.t.arena;
            expect(facts_of_text(arena, facts_text(arena, &plan), &back).code == NULL);
            expect(prices_of_text(arena, prices_text(arena, &plan), &back).code == NULL);
            expect(options_of_text(arena, options_text(arena, &plan), &back).code == NULL);
            expect(changes_of_text(arena, changes_text(arena, &plan), &back).code == NULL);
            expect(limits_of_text(arena, limits_text(arena, &plan), &back).code == NULL);
            expect_str(plan_spec_write(arena, &back), plan_spec_write(arena, &plan));
        }
    }
    test ("lines that say nothing sensible are named by their number") {
        static const char *const wrong[] = {"UAH 1 1.00\nUAH 0 1.00", "UAH 1 1.00\nuah 1 2",
                                            "UAH 1 1.00\nUAH 3 -1",   "UAH 1 1.00\nUAH 3",
                                            "UAH 1 1.00\nUAH 1 2.00", "UAH 1 1.00\nUAH 3 1.001"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
            struct plan plan = {0};
            struct text_fault fault = prices_of_text(&room.t.arena, str_from_z(wrong[i]), &plan);
            expect(fault.code != NULL);
            expect_i64(fault.line, 2);
        }
    }
    test ("options with limits that do not fit together are refused") {
        static const char *const wrong[] = {
            "slider disk | a | b | c | d | 20 10 10 0 20 | UAH 1.00",
            "slider disk | a | b | c | d | 20 200 0 20 20 | UAH 1.00",
            "slider disk | a | b | c | d | 20 200 10 20 25 | UAH 1.00",
            "slider Disk | a | b | c | d | 20 200 10 20 20 | UAH 1.00",
            "wheel disk | a | b | c | d | 20 200 10 20 20 | UAH 1.00",
            "- debian | a | b | UAH 1.00",
            "list os | a",
            "slider disk | a | b | c | d | 20 200 10 20 20 | UAH one",
        };
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
            struct plan plan = {0};
            expect(options_of_text(&room.t.arena, str_from_z(wrong[i]), &plan).code != NULL);
        }
    }
}

static void version_tests(void)
{
    struct plan plan = current("vps-start");
    test ("a draft is sold by nobody; published, it is sold to new orders only") {
        plan.prices[0].price = 33300;
        expect(test_db_do(&room.t, save_in, &plan));
        expect_i64(plan.version, 2);
        expect_i64(current("vps-start").prices[0].price, 30000);
        expect(test_db_do(&room.t, publish_in, &plan));
        expect_i64(current("vps-start").prices[0].price, 33300);
        expect_i64(recurring(&plan, 1, (struct recurring_ask){0}), 30000);
        expect_i64(recurring(&plan, 2, (struct recurring_ask){0}), 33300);
    }
    test ("a published version is never changed, nor thrown away") {
        plan.prices[0].price = 1;
        expect(test_db_do(&room.t, save_in, &plan));
        expect_i64(plan.version, 3);
        expect(test_db_do(&room.t, drop_in, &plan));
        expect(db_transaction(room.t.db, drop_in, &plan) == ERR_CONFLICT);
        expect(db_transaction(room.t.db, publish_in, &plan) == ERR_CONFLICT);
        expect_i64(current("vps-start").prices[0].price, 33300);
    }
    test ("a plan is validated before it is sold") {
        struct plan_fault fault;
        struct plan wrong = current("vps-pro");
        expect(plan_validate(room.t.db, &room.t.arena, &wrong, &fault) == ERR_OK);
        expect(fault.code == NULL);
        wrong.options[0].price_count = 1; /* no euros any more */
        expect(plan_validate(room.t.db, &room.t.arena, &wrong, &fault) == ERR_OK);
        expect_str(str_from_z(fault.code), STR("option_price_missing"));
        wrong = current("vps-pro");
        wrong.timeline.terminate_after = wrong.timeline.warn_after;
        expect(plan_validate(room.t.db, &room.t.arena, &wrong, &fault) == ERR_OK);
        expect_str(str_from_z(fault.field), STR("terminate_after"));
        wrong = current("vps-pro");
        wrong.addons[0] = STR("vps-max"); /* no add-on */
        expect(plan_validate(room.t.db, &room.t.arena, &wrong, &fault) == ERR_OK);
        expect_str(str_from_z(fault.field), STR("addons"));
        db_snapshot_end(room.t.db);
    }
}

static void renewal_tests(void)
{
    struct plan plan = current("vps-pro");
    test ("a promo code goes on for its periods, and then the price is whole again") {
        struct recurring_ask ask = {
            .promo_kind = PROMO_PERCENT, .promo_value = 1000, .promo_left = 1};
        expect_i64(recurring(&plan, 1, ask), 45000);
        ask.promo_left = 0;
        expect_i64(recurring(&plan, 1, ask), 50000);
        ask.promo_left = -1;
        expect_i64(recurring(&plan, 1, ask), 45000);
        ask = (struct recurring_ask){
            .promo_kind = PROMO_FIXED, .promo_value = 60000, .promo_left = 2};
        expect_i64(recurring(&plan, 1, ask), 0);
    }
    test ("options that were chosen are priced by the version they were bought with") {
        struct recurring_ask ask = {.options = STR("{\"disk\":60,\"os\":\"windows\"}")};
        expect_i64(recurring(&plan, 1, ask), 50000 + 20 * 200 + 45000);
    }
    test ("an exempt account pays no tax") {
        account_id account = test_room_account(&room, STR("exempt"), STR("+380671112233"),
                                               STR("four unrelated words here"));
        struct recurring_ask ask = {.account = account};
        expect_i64(recurring(&plan, 1, ask), 50000);
        expect(test_db_do(&room.t, exempt_in, &account));
        expect_i64(recurring(&plan, 1, ask), 41667);
        expect_i64(recurring(&plan, 1, (struct recurring_ask){.tax_exempt = true}), 41667);
    }
    test ("options carry over to another plan where they mean the same") {
        str carried = plan_options_carried(
            &room.t.arena, &plan, STR("{\"disk\":60,\"ip\":99,\"os\":\"windows\",\"old\":1}"));
        expect_str(carried, STR("{\"disk\":60,\"os\":\"windows\"}"));
        struct plan start = current("vps-start");
        expect(plan_change_modes(&start, &plan) != 0);
        struct plan domain = current("domain-ua");
        expect(plan_change_modes(&start, &domain) == 0);
        expect_i64(plan_limit_with(&room.t.arena, &plan, &plan.limits[0], carried), 60);
        expect_i64(plan_limit_with(&room.t.arena, &plan, &plan.limits[0], STR("{}")), 40);
    }
    test ("tax is split half up, and its parts are the whole") {
        for (int64_t amount = 0; amount < 5000; amount += 7) {
            struct quote_line line = {0};
            tax_split(amount, 2000, true, false, &line);
            expect(line.net + line.tax == amount && line.total == amount);
            expect_i64(line.tax, (amount * 2 + 6) / 12);
            tax_split(amount, 2000, false, false, &line);
            expect(line.net == amount && line.total == amount + line.tax);
            expect_i64(line.tax, (amount * 2 + 5) / 10);
            tax_split(amount, 2000, true, true, &line);
            expect(line.tax == 0 && line.total == line.net);
        }
    }
}

int main(void)
{
    if (!test_room_open(&room)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    expect(test_db_do(&room.t, fill_in, NULL));
    text_tests();
    version_tests();
    renewal_tests();
    test_room_close(&room);
    return tests_done();
}
