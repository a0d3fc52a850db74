/* SPDX-License-Identifier: Apache-2.0 */
#include "service_fixture.h"

#include <stdio.h>

#include "base/check.h"
#include "features/billing/billing.h"
#include "features/provisioning/operation.h"
#include "features/provisioning/provisioning_store.h"
#include "test.h"
#include "web/job_queue.h"

#define JOBS_MOST 2000

static err fill(struct db *tx, void *arg)
{
    struct world *w = arg;
    return catalogue_demo_fill(tx, &w->r.t.arena, w->r.act.now);
}

bool world_open(struct world *w, const struct listener *const *listeners,
                const struct job_kind *const *kinds)
{
    *w = (struct world){.kinds = kinds};
    if (!test_room_open(&w->r)) {
        return false;
    }
    announce_to(listeners);
    world_set(w, world_day(2026, 3, 1), 12);
    w->olena =
        test_room_account(&w->r, STR("olena"), STR("+380671234567"), STR("eight loud valleys"));
    CHECK(world_do(w, fill, w) == ERR_OK);
    return true;
}

void world_close(struct world *w)
{
    test_room_close(&w->r);
}

day world_day(int year, int month, int of_month)
{
    day d = {0};
    CHECK(day_of(year, month, of_month, &d));
    return d;
}

void world_set(struct world *w, day d, int hour)
{
    w->r.act.now = day_hour(zone_by_name(STR("Europe/Kyiv")), d, hour);
}

static err end_operations(struct db *tx, void *arg)
{
    struct world *w = arg;
    struct arena *arena = &w->r.t.arena;
    struct operation *open = NULL;
    size_t count = 0;
    err e = operations_open_of(tx, arena, w->olena, 50, &open, &count);
    /* The newest stands first; they are done in the order they were asked for. */
    for (size_t i = count; i > 0 && e == ERR_OK; i--) {
        struct operation now_so;
        e = operation_of(tx, arena, open[i - 1].id, &now_so);
        struct operation_change change = {
            .id = open[i - 1].id,
            .from = now_so.state,
            .to = OPERATION_DONE,
            .progress = 100,
            .answer = STR("{\"address\":\"192.0.2.7\",\"usage\":{\"disk_gb\":15}}"),
            .error = STR(""),
            .now = w->r.act.now,
        };
        if (e == ERR_OK && !operation_is_over(&now_so)) {
            e = operation_end_as(tx, arena, &now_so, &change);
        }
    }
    return e;
}

err world_do(struct world *w, db_fn *fn, void *arg)
{
    err e = db_transaction(w->r.t.db, fn, arg);
    return e == ERR_OK && !w->drivers_sleep ? db_transaction(w->r.t.db, end_operations, w) : e;
}

struct running {
    struct world *w;
    struct job_item item;
};

/* Errands of drivers are claimed as well, so that they are out of the way. */
static err claim(struct db *tx, void *arg)
{
    struct running *running = arg;
    struct test_room *r = &running->w->r;
    when end = when_add(r->act.now, WHEN_HOUR);
    err e = job_queue_claim(tx, &r->t.arena, JOB_LINE_PLAIN, r->act.now, end, &running->item);
    return e == ERR_NOT_FOUND
               ? job_queue_claim(tx, &r->t.arena, JOB_LINE_ERRANDS, r->act.now, end, &running->item)
               : e;
}

static err run_claimed(struct db *tx, void *arg)
{
    struct running *running = arg;
    struct world *w = running->w;
    struct job_run run = {
        .site = &w->r.site,
        .arena = &w->r.t.arena,
        .ref = running->item.ref,
        .due = running->item.due,
        .now = w->r.act.now,
        .attempt = 1,
    };
    err e = ERR_OK;
    for (size_t table = 0; w->kinds[table] != NULL; table++) {
        for (const struct job_kind *kind = w->kinds[table]; kind->name != NULL; kind++) {
            if (e == ERR_OK && str_eq(str_from_z(kind->name), running->item.kind)) {
                e = kind->run(tx, &run);
            }
        }
    }
    return e == ERR_OK ? job_queue_done(tx, &running->item) : e;
}

/* One job that is due; false when none is. */
static bool run_one(struct world *w)
{
    struct running running = {.w = w};
    err e = world_do(w, claim, &running);
    if (e != ERR_OK) {
        CHECK(e == ERR_NOT_FOUND);
        return false;
    }
    e = world_do(w, run_claimed, &running);
    if (e != ERR_OK) {
        printf("# %.*s of %.*s: %s, %.*s\n", STR_ARG(running.item.kind), STR_ARG(running.item.ref),
               err_word(e), STR_ARG(db_story(w->r.t.db)));
    }
    expect(e == ERR_OK);
    w->steps++;
    return e == ERR_OK;
}

void world_run(struct world *w)
{
    for (int i = 0; i < JOBS_MOST; i++) {
        if (!w->drivers_sleep) {
            expect(world_do(w, end_operations, w) == ERR_OK);
        }
        if (!run_one(w)) {
            return;
        }
    }
    expect(!"jobs come to an end");
}

void world_go(struct world *w, day d, int hour)
{
    when end = day_hour(zone_by_name(STR("Europe/Kyiv")), d, hour);
    for (;;) {
        world_run(w);
        struct job_entry *jobs = NULL;
        size_t count = 0;
        expect(job_queue_list(w->r.t.db, &w->r.t.arena, 1, &jobs, &count) == ERR_OK);
        db_snapshot_end(w->r.t.db);
        if (count == 0 || when_before(end, jobs[0].next_at)) {
            break;
        }
        w->r.act.now = when_later(jobs[0].next_at, w->r.act.now);
    }
    w->r.act.now = end;
}

struct topping {
    struct world *w;
    int64_t amount;
};

static err top_up(struct db *tx, void *arg)
{
    struct topping *t = arg;
    struct arena *arena = &t->w->r.t.arena;
    struct ledger_line lines[] = {
        {BOOK_CLEARING, {STR("")}, {t->amount, "UAH"}},
        {BOOK_BALANCE, t->w->olena, {-t->amount, "UAH"}},
    };
    struct ledger_entry entry = {
        .cause = "payment.received",
        .cause_ref = str_printf(arena, "%d", t->w->payments),
        .actor = STR("system"),
        .note = STR(""),
        .now = t->w->r.act.now,
        .lines = lines,
        .count = 2,
    };
    transaction_id id;
    return ledger_post(tx, arena, &entry, &id);
}

void world_top_up(struct world *w, int64_t amount)
{
    w->payments++;
    expect(world_do(w, top_up, &(struct topping){w, amount}) == ERR_OK);
}

int64_t world_balance(struct world *w)
{
    money balance = {0};
    expect(ledger_balance(w->r.t.db, &w->r.t.arena, BOOK_BALANCE, w->olena, STR("UAH"), &balance) ==
           ERR_OK);
    db_snapshot_end(w->r.t.db);
    return -balance.minor;
}

struct buying {
    struct world *w;
    const char *plan;
    service_id parent, made;
};

static err buy(struct db *tx, void *arg)
{
    struct buying *b = arg;
    struct arena *arena = &b->w->r.t.arena;
    when now = b->w->r.act.now;
    struct plan plan;
    struct quote_line line = {0};
    struct invoice invoice;
    err e = plan_current(tx, arena, str_from_z(b->plan), &plan);
    if (e == ERR_OK) {
        struct recurring_ask ask = {.plan = plan.id,
                                    .version = plan.version,
                                    .currency = STR("UAH"),
                                    .country = STR(""),
                                    .months = 1,
                                    .quantity = 1,
                                    .options = STR("{}"),
                                    .account = b->w->olena};
        e = catalogue_recurring(tx, arena, &ask, &line);
    }
    str origin = str_printf(arena, "line %d", b->w->lines);
    struct invoice_line of = {.text_uk = line.text.uk,
                              .text_en = line.text.en,
                              .quantity = 1,
                              .unit = line.total,
                              .net = line.net,
                              .tax_bp = line.tax_bp,
                              .tax = line.tax,
                              .total = line.total,
                              .ref = STR("")};
    struct invoice_draft draft = {.account = b->w->olena,
                                  .currency = STR("UAH"),
                                  .cause = "order",
                                  .payer = {STR("")},
                                  .cause_ref = origin,
                                  .due = now,
                                  .now = now,
                                  .lines = &of,
                                  .count = 1};
    if (e == ERR_OK) {
        e = invoice_issue(tx, arena, &draft, &invoice);
    }
    if (e == ERR_OK) {
        e = invoice_pay_from_balance(tx, arena, invoice.id, STR("system"), now, &invoice);
    }
    struct service_draft service = {.account = b->w->olena,
                                    .origin = origin,
                                    .parent = b->parent,
                                    .plan = plan.id,
                                    .plan_version = plan.version,
                                    .name_uk = plan.name.uk,
                                    .name_en = plan.name.en,
                                    .currency = STR("UAH"),
                                    .months = 1,
                                    .quantity = 1,
                                    .options = line.options,
                                    .payer = {STR("")},
                                    .label = STR(""),
                                    .invoice = invoice.id,
                                    .paid = line.total,
                                    .tax_bp = line.tax_bp,
                                    .actor = STR("system")};
    return e == ERR_OK ? service_create(tx, arena, &service, now, &b->made) : e;
}

service_id world_buy(struct world *w, const char *plan, service_id parent)
{
    w->lines++;
    struct buying buying = {w, plan, parent, {STR("")}};
    world_top_up(w, 1000000);
    err e = world_do(w, buy, &buying);
    if (e != ERR_OK) {
        printf("# buying: %s, %.*s\n", err_word(e), STR_ARG(db_story(w->r.t.db)));
    }
    expect(e == ERR_OK);
    /* Only what was bought stays paid: the rest of the money goes again. */
    int64_t rest = world_balance(w);
    if (rest != 0) {
        world_top_up(w, -rest);
    }
    return buying.made;
}

struct service world_service(struct world *w, service_id id)
{
    struct service service = {0};
    expect(service_by_id(w->r.t.db, &w->r.t.arena, id, &service) == ERR_OK);
    db_snapshot_end(w->r.t.db);
    return service;
}

struct invoice world_renewal(struct world *w, service_id id)
{
    struct asked open;
    struct invoice invoice = {.id = {STR("")}};
    if (asked_store_open(w->r.t.db, &w->r.t.arena, id, &open) == ERR_OK) {
        expect(invoice_by_id(w->r.t.db, &w->r.t.arena, open.invoice, &invoice) == ERR_OK);
    }
    db_snapshot_end(w->r.t.db);
    return invoice;
}

struct paying {
    struct world *w;
    invoice_id invoice;
};

static err pay(struct db *tx, void *arg)
{
    struct paying *p = arg;
    struct invoice invoice;
    return invoice_pay_from_balance(tx, &p->w->r.t.arena, p->invoice, STR("system"),
                                    p->w->r.act.now, &invoice);
}

void world_pay(struct world *w, invoice_id invoice)
{
    expect(world_do(w, pay, &(struct paying){w, invoice}) == ERR_OK);
}

int world_events(struct world *w, service_id id, const char *what)
{
    struct service_event *events = NULL;
    size_t count = 0;
    int found = 0;
    expect(event_store_all(w->r.t.db, &w->r.t.arena, id, 500, &events, &count) == ERR_OK);
    db_snapshot_end(w->r.t.db);
    for (size_t i = 0; i < count; i++) {
        found += str_eq(events[i].what, str_from_z(what));
    }
    return found;
}

void world_sound(struct world *w)
{
    struct buf report = buf_in(&w->r.t.arena);
    expect(ledger_check(w->r.t.db, &w->r.t.arena, &report) == ERR_OK);
    expect_str(buf_str(&report), STR(""));
    db_snapshot_end(w->r.t.db);
}
