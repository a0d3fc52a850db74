/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of tariff in the small world: counted, paid, too late, withdrawn. */
#include "service_fixture.h"
#include "features/tariffs/change.h"
#include "features/tariffs/tariffs.h"
#include "test.h"

static struct world w;
static const service_id no_parent = {STR_INIT("")};

static const struct listener *const listeners[] = {services_listeners, tariffs_listeners, NULL};
static const struct job_kind *const kinds[] = {services_jobs, tariffs_jobs, NULL};

struct changing {
    service_id id;
    struct change_request asked;
    str basis;
    struct change_count count;
    struct change_fault fault;
    struct tariff_change change;
};

static struct changing look(service_id id, const char *plan, enum tariff_mode mode)
{
    struct changing c = {.id = id,
                         .asked = {.plan = str_from_z(plan),
                                   .mode = mode,
                                   .options = STR(""),
                                   .actor = STR("system"),
                                   .now = w.r.act.now}};
    struct service service = world_service(&w, id);
    err e = change_look(w.r.t.db, &w.r.t.arena, &service, &c.asked, &c.count, &c.fault);
    db_snapshot_end(w.r.t.db);
    expect((e == ERR_OK) == (c.fault.code == NULL));
    c.basis = c.count.basis;
    return c;
}

static err begin_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    struct service service;
    err e = service_by_id(tx, &w.r.t.arena, c->id, &service);
    return e == ERR_OK ? change_begin(tx, &w.r.t.arena, &service, &c->asked, c->basis, &c->change,
                                      &c->fault)
                       : e;
}

static err begin(struct changing *c)
{
    c->asked.now = w.r.act.now;
    return world_do(&w, begin_in, c);
}

static err withdraw_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return change_withdraw(tx, &w.r.t.arena, &c->change, STR("system"), w.r.act.now);
}

static enum change_state state_of(const struct changing *c)
{
    struct tariff_change change = {0};
    expect(change_store_find(w.r.t.db, &w.r.t.arena, c->change.id, &change) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return change.state;
}

static str plan_of(service_id id)
{
    return world_service(&w, id).name_en;
}

static int64_t on(int year, int month, int of_month)
{
    return world_day(year, month, of_month).number;
}

/* Until then whatever was there has ended for want of money. */
static void begin_anew(int year, int month)
{
    if (world_balance(&w) != 0) {
        world_top_up(&w, -world_balance(&w));
    }
    world_go(&w, world_day(year, month, 1), 12);
}

/* A service since the first of a month, on its eleventh. */
static service_id on_the_eleventh(int year, int month, const char *plan)
{
    begin_anew(year, month);
    service_id id = world_buy(&w, plan, no_parent);
    world_run(&w);
    world_set(&w, world_day(year, month, 11), 12);
    world_run(&w);
    return id;
}

static void pay_tests(void)
{
    test ("300.00 to 500.00 on 11 March: 135.48 by invoice, and nothing changes before") {
        service_id id = on_the_eleventh(2026, 3, "vps-start");
        struct changing c = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        expect_i64(c.count.sums.due, 13548);
        expect(begin(&c) == ERR_OK);
        expect(state_of(&c) == CHANGE_WAITING);
        expect_str(plan_of(id), STR("VPS Start"));
        world_top_up(&w, 13548);
        world_pay(&w, c.change.invoice);
        expect(state_of(&c) == CHANGE_DONE);
        expect_str(plan_of(id), STR("VPS Pro"));
        expect_i64(world_service(&w, id).until.number, on(2026, 4, 1));
        expect_i64(world_balance(&w), 0);
        world_sound(&w);
    }
    test ("with money on the balance it is done at once, and back gives the same money back") {
        service_id id = on_the_eleventh(2027, 3, "vps-start");
        world_top_up(&w, 20000);
        struct changing up = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        expect(begin(&up) == ERR_OK);
        expect(state_of(&up) == CHANGE_DONE);
        expect_i64(world_balance(&w), 6452);
        struct changing down = look(id, "vps-start", MODE_PAY_DIFFERENCE);
        expect_i64(down.count.sums.due, -13548);
        expect(begin(&down) == ERR_OK);
        expect_i64(world_balance(&w), 20000);
        expect_str(plan_of(id), STR("VPS Start"));
        world_sound(&w);
    }
    test ("an open renewal is taken back with the change, and asked for at the new price") {
        begin_anew(2028, 3);
        service_id id = world_buy(&w, "vps-start", no_parent);
        world_go(&w, world_day(2028, 3, 20), 12);
        expect_i64(world_renewal(&w, id).total.minor, 30000);
        world_top_up(&w, 100000);
        struct changing c = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        expect(begin(&c) == ERR_OK);
        world_run(&w);
        expect_i64(world_renewal(&w, id).total.minor, 50000);
        world_sound(&w);
    }
    test ("paid some days later it costs these days less: the rest goes to the balance") {
        service_id id = on_the_eleventh(2029, 3, "vps-start");
        struct changing c = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        expect(begin(&c) == ERR_OK);
        world_set(&w, world_day(2029, 3, 14), 12);
        world_top_up(&w, 13548);
        world_pay(&w, c.change.invoice);
        expect(state_of(&c) == CHANGE_DONE);
        expect_i64(world_balance(&w), 13548 - (29032 - 17419));
        world_sound(&w);
    }
    test ("never paid it is withdrawn at the end of the period, with its invoice") {
        service_id id = on_the_eleventh(2030, 3, "vps-start");
        struct changing c = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        expect(begin(&c) == ERR_OK);
        world_go(&w, world_day(2030, 4, 1), 1);
        expect(state_of(&c) == CHANGE_VOID);
        struct invoice invoice = {0};
        expect(invoice_by_id(w.r.t.db, &w.r.t.arena, c.change.invoice, &invoice) == ERR_OK);
        db_snapshot_end(w.r.t.db);
        expect(invoice.state == INVOICE_CANCELLED);
        expect_str(plan_of(id), STR("VPS Start"));
    }
}

static void mode_tests(void)
{
    test ("converted, the rest buys 12 days and 9.68 go to the balance") {
        service_id id = on_the_eleventh(2031, 3, "vps-start");
        struct changing c = look(id, "vps-pro", MODE_CONVERT_TIME);
        expect(begin(&c) == ERR_OK);
        expect(state_of(&c) == CHANGE_DONE);
        expect_i64(world_balance(&w), 968);
        expect_i64(world_service(&w, id).until.number, on(2031, 3, 23));
        world_sound(&w);
    }
    test ("begun anew it is paid for a whole month from today") {
        service_id id = on_the_eleventh(2032, 3, "vps-start");
        world_top_up(&w, 29677);
        struct changing c = look(id, "vps-pro", MODE_RESTART);
        expect(begin(&c) == ERR_OK);
        expect_i64(world_service(&w, id).until.number, on(2032, 4, 11));
        expect_i64(world_balance(&w), 0);
        world_sound(&w);
    }
    test ("at the end of the period it is asked for at the new price, paid, and begins that day") {
        service_id id = on_the_eleventh(2033, 3, "vps-start");
        struct changing c = look(id, "vps-pro", MODE_AT_PERIOD_END);
        expect(begin(&c) == ERR_OK);
        world_top_up(&w, 50000);
        world_go(&w, world_day(2033, 3, 31), 12);
        expect_i64(world_balance(&w), 0);
        expect_str(plan_of(id), STR("VPS Start"));
        world_go(&w, world_day(2033, 4, 1), 1);
        expect_str(plan_of(id), STR("VPS Pro"));
        expect(state_of(&c) == CHANGE_DONE);
        expect_i64(world_service(&w, id).until.number, on(2033, 5, 1));
        world_sound(&w);
    }
    test ("a scheduled change is withdrawn, and the old price holds") {
        service_id id = on_the_eleventh(2034, 3, "vps-start");
        struct changing c = look(id, "vps-pro", MODE_AT_PERIOD_END);
        expect(begin(&c) == ERR_OK);
        expect(world_do(&w, withdraw_in, &c) == ERR_OK);
        world_go(&w, world_day(2034, 3, 20), 12);
        expect_i64(world_renewal(&w, id).total.minor, 30000);
    }
}

static void expect_refused(service_id id, const char *plan, enum tariff_mode mode, const char *code)
{
    struct changing c = look(id, plan, mode);
    expect_str(str_from_z(c.fault.code), str_from_z(code));
}

static void guard_tests(void)
{
    test ("a quote of yesterday, or counted from other numbers, is refused") {
        service_id id = on_the_eleventh(2035, 3, "vps-start");
        struct changing c = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        world_set(&w, world_day(2035, 3, 12), 0);
        expect(begin(&c) == ERR_INVALID);
        expect_str(str_from_z(c.fault.code), STR("quote_stale"));
    }
    test ("of two tabs one wins") {
        service_id id = on_the_eleventh(2036, 3, "vps-start");
        struct changing one = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        struct changing two = look(id, "vps-pro", MODE_RESTART);
        expect(begin(&one) == ERR_OK);
        expect(begin(&two) == ERR_INVALID);
        expect_str(str_from_z(two.fault.code), STR("change_pending"));
    }
    test ("up and down is possible three times a month, then it has to wait") {
        service_id id = on_the_eleventh(2037, 3, "vps-start");
        world_top_up(&w, 100000);
        for (int i = 0; i < 3; i++) {
            struct changing up = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
            expect(begin(&up) == ERR_OK);
            struct changing down = look(id, "vps-start", MODE_PAY_DIFFERENCE);
            expect(begin(&down) == ERR_OK);
        }
        expect_i64(world_balance(&w), 100000);
        expect_refused(id, "vps-pro", MODE_PAY_DIFFERENCE, "too_many_changes");
    }
    test ("what is not offered, is not there, or would change nothing is refused in words") {
        service_id id = on_the_eleventh(2038, 3, "vps-start");
        expect_refused(id, "server-e3", MODE_PAY_DIFFERENCE, "change_not_offered");
        expect_refused(id, "no-such-plan", MODE_PAY_DIFFERENCE, "unknown_plan");
        expect_refused(id, "", MODE_PAY_DIFFERENCE, "nothing_changes");
        expect_refused(id, "", MODE_RESTART, "mode_not_offered");
    }
    test ("with add-ons the end they share does not move") {
        service_id id = on_the_eleventh(2039, 3, "vps-start");
        (void)world_buy(&w, "backup", id);
        world_run(&w);
        expect_refused(id, "vps-pro", MODE_RESTART, "addons_stay");
        struct changing c = look(id, "vps-pro", MODE_PAY_DIFFERENCE);
        expect(c.fault.code == NULL);
    }
    test ("other options of the same plan: a bigger disk costs its share, a smaller must fit") {
        service_id id = on_the_eleventh(2040, 3, "vps-start");
        world_top_up(&w, 100000);
        struct changing c = look(id, "", MODE_PAY_DIFFERENCE);
        c.asked.options = STR("{\"disk\":50,\"ip\":1,\"os\":\"debian-12\"}");
        struct service service = world_service(&w, id);
        expect(change_look(w.r.t.db, &w.r.t.arena, &service, &c.asked, &c.count, &c.fault) ==
               ERR_OK);
        db_snapshot_end(w.r.t.db);
        expect_i64(c.count.sums.due, 24387 - 20323);
        c.basis = c.count.basis;
        expect(begin(&c) == ERR_OK);
        expect(str_find(world_service(&w, id).options, STR("\"disk\":50")) >= 0);
        world_sound(&w);
    }
}

int main(void)
{
    if (!world_open(&w, listeners, kinds)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    if (operation_driver_fault(&w.r.t.arena, STR("exec"), STR("{\"hook\":\"demo-vps\"}")) != NULL) {
        return tests_skipped("no driver for the sample catalogue");
    }
    pay_tests();
    mode_tests();
    guard_tests();
    world_close(&w);
    return tests_done();
}
