/* SPDX-License-Identifier: Apache-2.0 */
/* The life of services in a small world: renewed, in debt, stopped, brought back, ended. */
#include "features/services/services.h"

#include "service_fixture.h"
#include "test.h"

static struct world w;
static const service_id no_parent = {STR_INIT("")};

static const struct listener *const listeners[] = {services_listeners, NULL};
static const struct job_kind *const kinds[] = {services_jobs, NULL};

static enum service_state state_of(service_id id)
{
    return world_service(&w, id).state;
}

static int64_t until_of(service_id id)
{
    return world_service(&w, id).until.number;
}

static int64_t on(int year, int month, int of_month)
{
    return world_day(year, month, of_month).number;
}

static str latest_letter(void)
{
    return test_room_text(&w.r, STR("olena@example.com"));
}

static void life_tests(void)
{
    service_id id = no_parent;
    test ("a paid line becomes a service that is prepared, then works") {
        w.drivers_sleep = true;
        id = world_buy(&w, "vps-start", no_parent);
        world_run(&w);
        expect(state_of(id) == SERVICE_PREPARING);
        w.drivers_sleep = false;
        world_run(&w);
        expect(state_of(id) == SERVICE_ACTIVE);
        expect_i64(world_service(&w, id).from.number, on(2026, 3, 1));
        expect_i64(until_of(id), on(2026, 4, 1));
        expect(str_find(world_service(&w, id).answer, STR("192.0.2.7")) >= 0);
        expect(str_find(latest_letter(), STR("works")) >= 0);
    }
    test ("the next period is asked for 14 days before, once") {
        world_go(&w, world_day(2026, 3, 18), 8);
        expect(world_renewal(&w, id).id.text.len == 0);
        world_go(&w, world_day(2026, 3, 18), 10);
        struct invoice invoice = world_renewal(&w, id);
        expect_i64(invoice.total.minor, 30000);
        expect(str_find(latest_letter(), invoice.number) >= 0);
        world_run(&w);
        expect_str(world_renewal(&w, id).id.text, invoice.id.text);
    }
    test ("with money on the balance it is paid a day before the end") {
        world_top_up(&w, 30000);
        world_go(&w, world_day(2026, 3, 31), 8);
        expect_i64(world_balance(&w), 30000);
        world_go(&w, world_day(2026, 3, 31), 10);
        expect_i64(world_balance(&w), 0);
        expect_i64(until_of(id), on(2026, 5, 1));
        expect(world_events(&w, id, "renewed") == 1);
    }
    test ("without money it is suspended on the third day, and no further invoice is written") {
        world_go(&w, world_day(2026, 5, 4), 8);
        expect(state_of(id) == SERVICE_ACTIVE);
        struct invoice asked = world_renewal(&w, id);
        world_go(&w, world_day(2026, 5, 4), 10);
        expect(state_of(id) == SERVICE_SUSPENDED);
        expect_str(world_service(&w, id).suspended_for, STR("debt"));
        expect_str(world_renewal(&w, id).id.text, asked.id.text);
        expect(str_find(latest_letter(), asked.number) >= 0);
    }
    test ("paid after that it comes back, and its period begins on the day of the payment") {
        world_go(&w, world_day(2026, 5, 10), 12);
        world_top_up(&w, 30000);
        w.drivers_sleep = true;
        world_pay(&w, world_renewal(&w, id).id);
        expect(state_of(id) == SERVICE_SUSPENDED);
        expect_str(world_service(&w, id).suspended_for, STR(""));
        w.drivers_sleep = false;
        world_run(&w);
        expect(state_of(id) == SERVICE_ACTIVE);
        expect_i64(world_service(&w, id).from.number, on(2026, 5, 10));
        expect_i64(until_of(id), on(2026, 6, 10));
        world_sound(&w);
    }
    test ("never paid it is warned, then ended, and its invoice is taken back") {
        world_go(&w, world_day(2026, 6, 27), 10);
        expect(state_of(id) == SERVICE_SUSPENDED);
        expect(str_find(latest_letter(), STR("deleted")) >= 0);
        struct invoice asked = world_renewal(&w, id);
        world_go(&w, world_day(2026, 7, 10), 8);
        expect(state_of(id) == SERVICE_SUSPENDED);
        world_go(&w, world_day(2026, 7, 10), 10);
        expect(state_of(id) == SERVICE_TERMINATED);
        expect(world_renewal(&w, id).id.text.len == 0);
        struct invoice then = {0};
        expect(invoice_by_id(w.r.t.db, &w.r.t.arena, asked.id, &then) == ERR_OK);
        db_snapshot_end(w.r.t.db);
        expect(then.state == INVOICE_CANCELLED);
        world_sound(&w);
    }
}

static void debt_tests(void)
{
    test ("the debt of one service leaves another alone") {
        world_set(&w, world_day(2027, 1, 31), 12);
        service_id poor = world_buy(&w, "vps-pro", no_parent);
        service_id rich = world_buy(&w, "vps-start", no_parent);
        world_run(&w);
        expect_i64(until_of(rich), on(2027, 2, 28));
        world_top_up(&w, 35000);
        world_go(&w, world_day(2027, 3, 20), 12);
        expect(state_of(poor) == SERVICE_SUSPENDED);
        expect(state_of(rich) == SERVICE_ACTIVE);
        expect_i64(until_of(rich), on(2027, 3, 31));
        expect_i64(world_balance(&w), 5000);
        world_sound(&w);
        world_go(&w, world_day(2027, 5, 31), 12);
        expect(state_of(rich) == SERVICE_TERMINATED);
    }
    test ("an add-on is renewed by its parent's invoice, stands still and ends with it") {
        world_set(&w, world_day(2027, 6, 1), 12);
        service_id parent = world_buy(&w, "vps-start", no_parent);
        world_run(&w);
        world_set(&w, world_day(2027, 6, 11), 12);
        service_id addon = world_buy(&w, "backup", parent);
        world_run(&w);
        expect_i64(until_of(addon), on(2027, 7, 1));
        world_top_up(&w, 39000);
        world_go(&w, world_day(2027, 7, 2), 12);
        expect_i64(until_of(parent), on(2027, 8, 1));
        expect_i64(until_of(addon), on(2027, 8, 1));
        expect_i64(world_balance(&w), 0);
        world_go(&w, world_day(2027, 8, 5), 12);
        expect(state_of(parent) == SERVICE_SUSPENDED);
        expect(state_of(addon) == SERVICE_SUSPENDED);
        world_go(&w, world_day(2027, 9, 5), 12);
        expect(state_of(addon) == SERVICE_TERMINATED);
    }
}

static err ask_in(struct db *tx, void *arg)
{
    struct service *service = arg;
    struct invoice invoice;
    int64_t months = w.r.act.now.us / WHEN_DAY % 4 < 2 ? 1 : 3;
    struct initiator by = {STR("system"), w.r.act.now};
    return renewal_issue(tx, &w.r.t.arena, service, months, &by, &invoice);
}

static void asking_tests(void)
{
    test ("asked to renew every second day, for one month and for three in turn, it ends as ever") {
        world_set(&w, world_day(2027, 11, 30), 12);
        service_id id = world_buy(&w, "vps-start", no_parent);
        world_run(&w);
        int64_t end = until_of(id);
        expect_i64(end, on(2027, 12, 30));
        for (int64_t today = on(2027, 12, 2); today < on(2028, 1, 2); today += 2) {
            world_go(&w, (day){(int32_t)today}, 12);
            struct service service = world_service(&w, id);
            expect(service.state == SERVICE_ACTIVE);
            expect(world_do(&w, ask_in, &service) == ERR_OK);
        }
        world_go(&w, world_day(2028, 1, 2), 10);
        expect(state_of(id) == SERVICE_SUSPENDED);
        expect_i64(until_of(id), end);
        world_go(&w, world_day(2028, 1, 29), 10);
        expect(state_of(id) == SERVICE_TERMINATED);
        world_sound(&w);
    }
}

static void clock_tests(void)
{
    service_id id = no_parent;
    test (
        "after two months away each step is taken at its distance, and nothing is ended at once") {
        world_set(&w, world_day(2028, 1, 1), 12);
        id = world_buy(&w, "vps-start", no_parent);
        world_run(&w);
        world_set(&w, world_day(2028, 4, 1), 12);
        world_run(&w);
        expect(state_of(id) == SERVICE_ACTIVE);
        expect(world_renewal(&w, id).id.text.len > 0);
        world_go(&w, world_day(2028, 4, 5), 12);
        expect(state_of(id) == SERVICE_SUSPENDED);
        world_go(&w, world_day(2028, 4, 8), 12);
        expect(str_find(latest_letter(), STR("deleted")) >= 0);
        world_go(&w, world_day(2028, 4, 14), 10);
        expect(state_of(id) == SERVICE_SUSPENDED);
        world_go(&w, world_day(2028, 4, 16), 12);
        expect(state_of(id) == SERVICE_TERMINATED);
    }
    test ("a clock that is a year ahead for a day ends nothing, and asks once") {
        world_set(&w, world_day(2029, 1, 1), 12);
        id = world_buy(&w, "vps-start", no_parent);
        world_run(&w);
        world_set(&w, world_day(2030, 2, 5), 12);
        world_run(&w);
        expect(state_of(id) == SERVICE_ACTIVE);
        str early = world_renewal(&w, id).id.text;
        world_go(&w, world_day(2030, 2, 6), 12);
        world_set(&w, world_day(2029, 1, 3), 12);
        world_go(&w, world_day(2029, 2, 1), 8);
        expect(state_of(id) == SERVICE_ACTIVE);
        expect_str(world_renewal(&w, id).id.text, early);
        expect_i64(until_of(id), on(2029, 2, 1));
    }
    test ("a clock set back asks for nothing twice") {
        str first = world_renewal(&w, id).id.text;
        world_set(&w, world_day(2028, 1, 1), 12);
        world_run(&w);
        world_go(&w, world_day(2029, 1, 26), 12);
        expect_str(world_renewal(&w, id).id.text, first);
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
    life_tests();
    debt_tests();
    asking_tests();
    clock_tests();
    world_close(&w);
    return tests_done();
}
