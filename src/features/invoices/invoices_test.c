/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an invoice, on the ledger. */
#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "test.h"
#include "testroom.h"
#include "web/announce.h"

static struct test_room r;
static account_id olena;
static int heard_paid, heard_cancelled;
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
    heard_paid++;
    return listener_fails ? ERR_INTERNAL : ERR_OK;
}

static err hear_cancelled(struct db *tx, struct arena *arena, str ref, when now)
{
    (void)tx, (void)arena, (void)ref, (void)now;
    heard_cancelled++;
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

static err work_in(struct db *tx, void *arg)
{
    struct work *work = arg;
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
    test ("an invoice is paid in parts from the balance, settled once, and heard of") {
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
        expect_i64(heard_paid, 1);
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

int main(void)
{
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    announce_to(tables);
    olena = test_room_account(&r, STR("olena"), STR("+380501112233"), STR("correct horse 12"));
    life_tests();
    test_room_close(&r);
    return tests_done();
}
