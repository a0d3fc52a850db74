/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an invoice, on the ledger. */
#include <stdio.h>
#include <string.h>

#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "invoice_tamper_sql.h"
#include "test.h"
#include "testroom.h"
#include "web/announce.h"

static struct test_room r;
static account_id olena;
static int announced_paid, announced_cancelled;
static bool listener_fails;

static money uah(int64_t minor)
{
    money m = {0};
    expect(money_of(minor, STR("UAH"), &m));
    return m;
}

static err hear_paid(struct db *tx, struct arena *arena, str ref, when now)
{
    (void)tx, (void)arena, (void)ref, (void)now;
    announced_paid++;
    return listener_fails ? ERR_INTERNAL : ERR_OK;
}

static err hear_cancelled(struct db *tx, struct arena *arena, str ref, when now)
{
    (void)tx, (void)arena, (void)ref, (void)now;
    announced_cancelled++;
    return listener_fails ? ERR_INTERNAL : ERR_OK;
}

static const struct listener listeners[] = {
    {"invoice.paid", hear_paid}, {"invoice.cancelled", hear_cancelled}, LISTENERS_END};
static const struct listener *const tables[] = {listeners, NULL};

/* One piece of work in a transaction of its own. */
struct work {
    enum { TOP_UP, ISSUE, PAY, CANCEL, RELEASE, CREDIT } what;
    str ref;
    int64_t amount;
    invoice_id invoice;
    struct invoice_draft draft;
    struct invoice out;
    struct credit_note note;
    bool then_fail; /* after all was done, to see it undone */
};

static err top_up(struct db *tx, const struct work *work)
{
    struct ledger_line lines[] = {
        {BOOK_CLEARING, {STR("")}, uah(work->amount)},
        {BOOK_BALANCE, olena, uah(-work->amount)},
    };
    struct ledger_entry entry = {.cause = "payment.received",
                                 .cause_ref = work->ref,
                                 .actor = STR("system"),
                                 .now = r.act.now,
                                 .lines = lines,
                                 .count = ARRAY_LEN(lines)};
    transaction_id id;
    return ledger_post(tx, &r.t.arena, &entry, &id);
}

static err work_once(struct db *tx, struct work *work)
{
    struct arena *arena = &r.t.arena;
    when now = r.act.now;
    switch (work->what) {
    case TOP_UP:
        return top_up(tx, work);
    case ISSUE:
        return invoice_issue(tx, arena, &work->draft, &work->out);
    case PAY:
        return invoice_pay_from_balance(tx, arena, work->invoice, STR("system"), now, &work->out);
    case CANCEL:
        return invoice_cancel(tx, arena, work->invoice, now);
    case RELEASE:
        return invoice_release(tx, arena, work->invoice, STR("staff"), STR("why"), now);
    case CREDIT:
        return invoice_credit(tx, arena,
                              &(struct credit_draft){.invoice = work->invoice,
                                                     .total = work->amount,
                                                     .reason = STR("not delivered"),
                                                     .actor = STR("staff"),
                                                     .now = now},
                              &work->note);
    }
    return ERR_INTERNAL;
}

static err work_in(struct db *tx, void *arg)
{
    struct work *work = arg;
    err e = work_once(tx, work);
    return e == ERR_OK && work->then_fail ? ERR_DENIED : e;
}

static err run(struct work *work)
{
    return db_transaction(r.t.db, work_in, work);
}

static struct invoice issue(const char *ref, int64_t net, int64_t tax)
{
    struct invoice_line line = {.text_uk = STR("Сервер"),
                                .text_en = STR("Server"),
                                .quantity = 1,
                                .unit = net,
                                .net = net,
                                .tax_bp = 2000,
                                .tax = tax,
                                .total = net + tax};
    struct work work = {.what = ISSUE,
                        .draft = {.account = olena,
                                  .currency = STR("UAH"),
                                  .cause = "order",
                                  .cause_ref = str_from_z(ref),
                                  .due = when_add(r.act.now, 7 * WHEN_DAY),
                                  .now = r.act.now,
                                  .lines = &line,
                                  .count = 1}};
    expect(run(&work) == ERR_OK);
    return work.out;
}

static int64_t spendable(void)
{
    money balance = uah(0);
    expect(ledger_balance(r.t.db, &r.t.arena, BOOK_BALANCE, olena, STR("UAH"), &balance) == ERR_OK);
    db_snapshot_end(r.t.db);
    return -balance.minor;
}

static struct invoice now_of(invoice_id id)
{
    struct invoice invoice = {.number = STR("")};
    expect(invoice_by_id(r.t.db, &r.t.arena, id, &invoice) == ERR_OK);
    db_snapshot_end(r.t.db);
    return invoice;
}

static void expect_sound(void)
{
    struct buf report = buf_in(&r.t.arena);
    expect(ledger_check(r.t.db, &r.t.arena, &report) == ERR_OK);
    expect_str(buf_str(&report), STR(""));
}

static void life_tests(void)
{
    test ("numbers follow one another, and the same cause is invoiced once") {
        struct invoice first = issue("a", 10000, 2000), second = issue("b", 5000, 1000);
        expect_str(first.number, STR("2026-000001"));
        expect_str(second.number, STR("2026-000002"));
        expect_str(issue("a", 1, 0).number, first.number);
        expect_i64(issue("a", 1, 0).total.minor, 12000);
    }
    test ("an invoice is paid in parts from the balance, settled once, and announced") {
        struct invoice invoice = issue("a", 10000, 2000);
        struct work pay = {.what = PAY, .invoice = invoice.id};
        expect(run(&pay) == ERR_OK && pay.out.state == INVOICE_ISSUED);
        struct work some = {.what = TOP_UP, .ref = STR("p1"), .amount = 5000};
        expect(run(&some) == ERR_OK);
        expect(run(&pay) == ERR_OK && pay.out.state == INVOICE_PART_PAID);
        expect_i64(invoice_due(&pay.out).minor, 7000);
        struct work rest = {.what = TOP_UP, .ref = STR("p2"), .amount = 7500};
        expect(run(&rest) == ERR_OK);
        expect(run(&pay) == ERR_OK && pay.out.state == INVOICE_PAID);
        expect(run(&pay) == ERR_OK && pay.out.state == INVOICE_PAID);
        expect_i64(announced_paid, 1);
        expect_i64(spendable(), 500);
        expect_sound();
    }
    test ("credit notes give back what was paid, with exactly its tax, and never more") {
        invoice_id id = issue("a", 10000, 2000).id;
        struct work third = {.what = CREDIT, .invoice = id, .amount = 4001};
        expect(run(&third) == ERR_OK);
        expect_str(third.note.number, STR("CN-2026-000001"));
        expect_i64(third.note.tax.minor, 667);
        expect(now_of(id).state == INVOICE_PART_CREDITED);
        struct work too_much = {.what = CREDIT, .invoice = id, .amount = 8000};
        expect(run(&too_much) == ERR_CONFLICT);
        struct work rest = {.what = CREDIT, .invoice = id};
        expect(run(&rest) == ERR_OK);
        expect_i64(rest.note.tax.minor + third.note.tax.minor, 2000);
        expect_i64(rest.note.total.minor, 7999);
        expect(now_of(id).state == INVOICE_CREDITED);
        expect(run(&rest) == ERR_CONFLICT);
        expect_i64(spendable(), 12500);
        expect_sound();
    }
}

static void refusal_tests(void)
{
    test ("what makes no sense is not issued") {
        struct invoice_line good = {.text_uk = STR("а"),
                                    .text_en = STR("a"),
                                    .quantity = 1,
                                    .net = 100,
                                    .tax = 20,
                                    .total = 120};
        struct invoice_line lines[] = {good, good, good, good, good, good};
        lines[0].total = 121;
        lines[1].net = INT64_MAX;
        lines[2].quantity = 0;
        lines[3].net = -100, lines[3].tax = -20, lines[3].total = -120;
        lines[4].text_uk = STR("");
        lines[5].net = LEDGER_AMOUNT_MAX + 1, lines[5].tax = 0;
        lines[5].total = LEDGER_AMOUNT_MAX + 1;
        for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
            struct work work = {.what = ISSUE,
                                .draft = {.account = olena,
                                          .currency = STR("UAH"),
                                          .cause = "order",
                                          .cause_ref = STR("bad"),
                                          .now = r.act.now,
                                          .lines = &lines[i],
                                          .count = 1}};
            expect(run(&work) == ERR_INVALID);
            work.draft.lines = &good;
            work.draft.count = i == 0 ? 0 : INVOICE_LINES_MAX + 1;
            expect(run(&work) == ERR_INVALID);
            work.draft.count = 1;
            work.draft.currency = STR("uah");
            expect(run(&work) == ERR_INVALID);
        }
        expect_str(issue("after the bad ones", 1, 0).number, STR("2026-000003"));
    }
    test ("an invoice over nothing is settled by the first try to pay it") {
        struct work pay = {.what = PAY, .invoice = issue("free", 0, 0).id};
        expect(run(&pay) == ERR_OK && pay.out.state == INVOICE_PAID);
        expect_sound();
    }
    test ("a line may give back what another one takes") {
        struct invoice_line lines[] = {
            {.text_uk = STR("Новий"),
             .text_en = STR("New"),
             .quantity = 1,
             .net = 33871,
             .total = 33871},
            {.text_uk = STR("Старий"),
             .text_en = STR("Old"),
             .quantity = 1,
             .net = -20323,
             .total = -20323},
        };
        struct work work = {.what = ISSUE,
                            .draft = {.account = olena,
                                      .currency = STR("UAH"),
                                      .cause = "change",
                                      .cause_ref = STR("c1"),
                                      .due = when_add(r.act.now, WHEN_DAY),
                                      .now = r.act.now,
                                      .lines = lines,
                                      .count = 2}};
        expect(run(&work) == ERR_OK);
        expect_i64(work.out.total.minor, 13548);
    }
}

/* A model that knows nothing of the database: what each invoice and the balance should be. */
#define MODEL_INVOICES 24
struct model {
    struct {
        invoice_id id;
        int64_t total, paid, credited;
        enum invoice_state state;
    } invoices[MODEL_INVOICES];
    size_t count;
    int64_t balance;
};
static struct model model;

static uint64_t dice_state = 20261122;
static int64_t dice(int64_t below)
{
    dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)(dice_state >> 33) % below;
}

static bool model_pay(size_t i)
{
    int64_t due = model.invoices[i].total - model.invoices[i].paid;
    int64_t part = model.balance < due ? model.balance : due;
    bool is_open =
        model.invoices[i].state == INVOICE_ISSUED || model.invoices[i].state == INVOICE_PART_PAID;
    if (!is_open) {
        return model.invoices[i].state != INVOICE_CANCELLED;
    }
    model.balance -= part;
    model.invoices[i].paid += part;
    if (model.invoices[i].paid == model.invoices[i].total) {
        model.invoices[i].state = INVOICE_PAID;
    } else if (model.invoices[i].paid > 0) {
        model.invoices[i].state = INVOICE_PART_PAID;
    }
    return true;
}

static bool model_cancel(size_t i, bool may_be_part_paid)
{
    enum invoice_state state = model.invoices[i].state;
    if (state == INVOICE_CANCELLED) {
        return true;
    }
    if (state != INVOICE_ISSUED && !(may_be_part_paid && state == INVOICE_PART_PAID)) {
        return false;
    }
    model.balance += model.invoices[i].paid;
    model.invoices[i].paid = 0;
    model.invoices[i].state = INVOICE_CANCELLED;
    return true;
}

static bool model_credit(size_t i, int64_t amount)
{
    enum invoice_state state = model.invoices[i].state;
    int64_t left = model.invoices[i].total - model.invoices[i].credited;
    int64_t sum = amount == 0 ? left : amount;
    if ((state != INVOICE_PAID && state != INVOICE_PART_CREDITED) || sum > left || sum == 0) {
        return false;
    }
    model.invoices[i].credited += sum;
    model.balance += sum;
    model.invoices[i].state = sum == left ? INVOICE_CREDITED : INVOICE_PART_CREDITED;
    return true;
}

static bool model_do(const struct work *work, size_t i)
{
    switch (work->what) {
    case TOP_UP:
        model.balance += work->amount;
        return true;
    case PAY:
        return model_pay(i);
    case CANCEL:
        return model_cancel(i, false);
    case RELEASE:
        return model_cancel(i, true);
    case CREDIT:
        return model_credit(i, work->amount);
    case ISSUE:
        return true;
    }
    return false;
}

static void expect_as_model(void)
{
    expect_i64(spendable(), model.balance);
    for (size_t i = 0; i < model.count; i++) {
        struct invoice invoice = now_of(model.invoices[i].id);
        expect(invoice.state == model.invoices[i].state);
        expect_i64(invoice.paid.minor, model.invoices[i].paid);
        expect_i64(invoice.credited.minor, model.invoices[i].credited);
    }
    expect_sound();
}

static struct work draw_work(int step, size_t *out_invoice)
{
    struct work work = {.what = (int)dice(6)};
    *out_invoice = (size_t)dice((int64_t)model.count);
    work.invoice = model.invoices[*out_invoice].id;
    work.ref = str_printf(&r.t.arena, "random %d", step);
    work.amount = work.what == CREDIT ? dice(3) * dice(4000) : 1 + dice(9000);
    return work;
}

static void issue_one_more(int step)
{
    int64_t net = dice(9000), tax = dice(2000);
    char ref[32];
    (void)snprintf(ref, sizeof ref, "model %d", step);
    struct invoice invoice = issue(ref, net, tax);
    model.invoices[model.count].id = invoice.id;
    model.invoices[model.count].total = net + tax;
    model.invoices[model.count].state = INVOICE_ISSUED;
    model.count++;
}

static void model_tests(void)
{
    test ("random payments, credits and cancellations go as the model says, failures undone") {
        memset(&model, 0, sizeof model);
        model.balance = spendable();
        for (int step = 0; step < 150; step++) {
            if (model.count < MODEL_INVOICES && (model.count == 0 || dice(5) == 0)) {
                issue_one_more(step);
            }
            size_t i = 0;
            struct work work = draw_work(step, &i);
            if (work.what == ISSUE) {
                continue;
            }
            if (dice(3) == 0) {
                work.then_fail = true;
                expect(run(&work) != ERR_OK);
                work.then_fail = false;
                expect_as_model();
            }
            bool possible = model_do(&work, i);
            expect((run(&work) == ERR_OK) == possible);
            expect_as_model();
        }
    }
    test ("a listener that fails undoes the payment and the cancellation it handles") {
        struct work money_in = {.what = TOP_UP, .ref = STR("for listeners"), .amount = 100};
        expect(run(&money_in) == ERR_OK);
        struct invoice invoice = issue("announced", 100, 0);
        int64_t before = spendable();
        listener_fails = true;
        struct work pay = {.what = PAY, .invoice = invoice.id};
        expect(run(&pay) == ERR_INTERNAL);
        struct work cancel = {.what = CANCEL, .invoice = invoice.id};
        expect(run(&cancel) == ERR_INTERNAL);
        listener_fails = false;
        expect(now_of(invoice.id).state == INVOICE_ISSUED);
        expect_i64(spendable(), before);
        expect_sound();
        expect(run(&pay) == ERR_OK && pay.out.state == INVOICE_PAID);
    }
}

struct tampering {
    int what;
    invoice_id invoice;
};

static err tamper_in(struct db *tx, void *arg)
{
    const struct tampering *work = arg;
    switch (work->what) {
    case 0:
        return tamper_invoice_total(tx, &(struct tamper_invoice_total_in){work->invoice});
    case 1:
        return tamper_invoice_parties(tx, &(struct tamper_invoice_parties_in){work->invoice});
    case 2:
        return tamper_invoice_away(tx, &(struct tamper_invoice_away_in){work->invoice});
    case 3:
        return tamper_line(tx, &(struct tamper_line_in){work->invoice});
    case 4:
        return tamper_line_away(tx, &(struct tamper_line_away_in){work->invoice});
    default:
        return tamper_note(tx);
    }
}

static void guard_tests(void)
{
    test ("somebody else's invoice is not there, and what was issued cannot be changed") {
        struct invoice invoice = issue("guarded", 100, 20), out;
        expect(invoice_of_account(r.t.db, &r.t.arena, (account_id){STR("petro")}, invoice.id,
                                  &out) == ERR_NOT_FOUND);
        db_snapshot_end(r.t.db);
        for (int what = 0; what < 6; what++) {
            struct tampering work = {.what = what, .invoice = invoice.id};
            expect(db_transaction(r.t.db, tamper_in, &work) != ERR_OK);
        }
        expect_i64(now_of(invoice.id).total.minor, 120);
    }
    test ("the lists tell open and overdue ones, page by page") {
        struct invoice_filter filter = {.account = olena,
                                        .state = STR("overdue"),
                                        .now = r.act.now,
                                        .before = WHEN_NONE,
                                        .limit = 2};
        struct invoice *page = NULL, *open = NULL;
        size_t count = 0, open_count = 0;
        expect(invoices_list(r.t.db, &r.t.arena, &filter, &page, &count) == ERR_OK);
        expect_i64((int64_t)count, 0);
        filter.now = when_add(r.act.now, 30 * WHEN_DAY);
        expect(invoices_open_of(r.t.db, &r.t.arena, olena, 1000, &open, &open_count) == ERR_OK);
        size_t seen = 0;
        do {
            expect(invoices_list(r.t.db, &r.t.arena, &filter, &page, &count) == ERR_OK);
            for (size_t i = 0; i < count; i++) {
                expect(invoice_is_overdue(&page[i], filter.now));
            }
            seen += count;
            if (count > 0) {
                filter.before = page[count - 1].issued_at;
                filter.before_id = page[count - 1].id.text;
            }
        } while (count == 2);
        expect_i64((int64_t)seen, (int64_t)open_count);
        db_snapshot_end(r.t.db);
    }
}

int main(void)
{
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    announce_to(tables);
    olena = test_room_account(&r, STR("olena"), STR("+380501112233"), STR("correct horse 12"));
    life_tests();
    refusal_tests();
    model_tests();
    guard_tests();
    test_room_close(&r);
    return tests_done();
}
