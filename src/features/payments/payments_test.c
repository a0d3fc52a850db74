/* SPDX-License-Identifier: Apache-2.0 */
/* Money from outside, on the ledger: notices, races, refunds, corrections. */
#include <pthread.h>
#include <string.h>

#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "features/payments/correction.h"
#include "features/payments/notice.h"
#include "features/payments/notice_store.h"
#include "features/payments/returns.h"
#include "features/payments/sandbox.h"
#include "features/payments/signature.h"
#include "features/payments/watch.h"
#include "meddle_sql.h"
#include "test.h"
#include "testroom.h"

static struct test_room r;
static account_id olena, taras;
static int announced;

static err hear(struct db *tx, struct arena *arena, str ref, when now)
{
    (void)tx, (void)arena, (void)ref, (void)now;
    announced++;
    return ERR_OK;
}

static const struct listener ears[] = {{PAYMENT_RECEIVED, hear}, LISTENERS_END};
static const struct listener *const listeners[] = {payments_listeners, ears, NULL};

static money of(int64_t minor, const char *currency)
{
    money m = {0};
    expect(money_of(minor, str_from_z(currency), &m));
    return m;
}

static money uah(int64_t minor)
{
    return of(minor, "UAH");
}

static int64_t spendable_of(account_id account)
{
    money m = uah(0);
    expect(payment_spendable(r.t.db, &r.t.arena, account, STR("UAH"), &m) == ERR_OK);
    db_snapshot_end(r.t.db);
    return m.minor;
}

static void expect_sound(void)
{
    struct buf report = buf_in(&r.t.arena);
    expect(ledger_check(r.t.db, &r.t.arena, &report) == ERR_OK);
    expect_str(buf_str(&report), STR(""));
}

static struct payment now_of(payment_id id)
{
    struct payment payment = {.number = 0};
    expect(payment_by_id(r.t.db, &r.t.arena, id, &payment) == ERR_OK);
    db_snapshot_end(r.t.db);
    return payment;
}

/* --- beginning -------------------------------------------------------------------------------- */

struct starting {
    struct payment_ask ask;
    struct payment out;
};

static err start_in(struct db *tx, void *arg)
{
    struct starting *s = arg;
    return payment_start(tx, &r.t.arena, &s->ask, &s->out);
}

static struct payment start(account_id account, const char *provider, money amount)
{
    struct starting s = {.ask = {.site = &r.site,
                                 .account = account,
                                 .provider = str_from_z(provider),
                                 .amount = amount,
                                 .now = r.act.now}};
    expect(db_transaction(r.t.db, start_in, &s) == ERR_OK);
    test_room_wait(&r, WHEN_SECOND);
    return s.out;
}

static struct payment fresh(money amount)
{
    return start(olena, "sandbox", amount);
}

/* --- notices ---------------------------------------------------------------------------------- */

struct telling {
    str event, type, payment, external;
    money amount;
};

static struct telling paid(const struct payment *payment, const char *event)
{
    return (struct telling){str_from_z(event), STR("payment.paid"), payment->id.text,
                            payment->external_id, payment->amount};
}

static str body_of(const struct telling *t)
{
    return str_printf(&r.t.arena,
                      "{\"id\":\"%" STR_FMT "\",\"type\":\"%" STR_FMT "\",\"payment\":\"%" STR_FMT
                      "\",\"external_id\":\"%" STR_FMT "\",\"amount\":%lld,\"currency\":\"%s\"}",
                      STR_ARG(t->event), STR_ARG(t->type), STR_ARG(t->payment),
                      STR_ARG(t->external), (long long)t->amount.minor, t->amount.currency);
}

static struct notice_answer send(str body, str signature)
{
    struct notice_answer answer = {.fault = "not asked"};
    struct notice_proof proof = {.body = body, .signature = signature, .now = r.act.now};
    expect(notice_take(&r.site, r.t.db, &r.t.arena, &provider_sandbox, &proof, STR("192.0.2.9"),
                       &answer) == ERR_OK);
    return answer;
}

static str sign(str body)
{
    return timed_signature(&r.t.arena, sandbox_secret(&r.t.arena, &r.site), body, r.act.now);
}

/* Sends it and tells what became of it: "applied", "parked other_amount". */
static str tell(const struct telling *t)
{
    str body = body_of(t);
    struct notice_answer answer = send(body, sign(body));
    if (answer.fate != NOTICE_FATE_TAKEN) {
        return str_from_z(answer.fault);
    }
    struct notice notice;
    expect(notice_store_find(r.t.db, &r.t.arena, answer.id, &notice) == ERR_OK);
    expect_str(notice.body, body);
    db_snapshot_end(r.t.db);
    return notice.reason.len == 0 ? notice.state
                                  : str_printf(&r.t.arena, "%" STR_FMT " %" STR_FMT,
                                               STR_ARG(notice.state), STR_ARG(notice.reason));
}

static void notice_tests(void)
{
    test ("a paid notice credits the payment once, however often it comes") {
        struct payment payment = fresh(uah(30000));
        struct telling t = paid(&payment, "evt_1");
        int before = announced;
        expect_str(tell(&t), STR("applied"));
        for (int i = 0; i < 20; i++) {
            expect_str(tell(&t), STR("applied"));
        }
        expect_i64(spendable_of(olena), 30000);
        expect_i64(announced - before, 1);
        expect(now_of(payment.id).state == PAYMENT_SUCCEEDED);
        t.event = STR("evt_2");
        expect_str(tell(&t), STR("repeated"));
        expect_i64(spendable_of(olena), 30000);
        expect_sound();
    }
    test (
        "a notice about another amount, currency, order or payment credits nobody and is parked") {
        struct payment a = fresh(uah(10000)), b = fresh(uah(10001));
        int64_t before = spendable_of(olena);
        struct telling t = paid(&a, "evt_10");
        t.amount.minor--;
        expect_str(tell(&t), STR("parked other_amount"));
        t = paid(&a, "evt_11");
        t.amount = of(10000, "EUR");
        expect_str(tell(&t), STR("parked other_currency"));
        t = paid(&a, "evt_12");
        t.payment = b.id.text;
        t.amount = b.amount;
        expect_str(tell(&t), STR("parked other_payment"));
        t = paid(&a, "evt_13");
        t.payment = STR("00000000-0000-7000-8000-000000000000");
        expect_str(tell(&t), STR("parked unknown_payment"));
        t = paid(&a, "evt_14");
        t.payment = STR("'; DROP TABLE payment; --");
        expect_str(tell(&t), STR("parked unknown_payment"));
        expect_i64(spendable_of(olena), before);
        t = paid(&a, "evt_15");
        expect_str(tell(&t), STR("applied"));
        t.external = STR("sbx_another");
        t.event = STR("evt_16");
        expect_str(tell(&t), STR("parked paid_twice"));
        t = paid(&b, "evt_15");
        expect_str(tell(&t), STR("parked event_reused"));
        expect_i64(spendable_of(olena), before + 10000);
        expect_sound();
    }
    test ("unsigned, forged, old and future notices are refused and not stored") {
        struct payment payment = fresh(uah(777));
        struct telling t = paid(&payment, "evt_20");
        str body = body_of(&t), good = sign(body);
        t.amount.minor = 77700;
        str other = body_of(&t);
        int64_t before = spendable_of(olena);
        expect_str(str_from_z(send(body, STR("")).fault), STR("no_signature"));
        expect_str(str_from_z(send(body, STR("t=1,v1=")).fault), STR("bad_signature"));
        expect_str(str_from_z(send(other, good).fault), STR("bad_signature"));
        struct secret wrong = secret_copy(&r.t.arena, STR("another secret"));
        str forged = timed_signature(&r.t.arena, wrong, body, r.act.now);
        expect_str(str_from_z(send(body, forged).fault), STR("bad_signature"));
        test_room_wait(&r, 301 * WHEN_SECOND);
        expect_str(str_from_z(send(body, good).fault), STR("stale_signature"));
        test_room_wait(&r, -602 * WHEN_SECOND);
        expect_str(str_from_z(send(body, good).fault), STR("stale_signature"));
        test_room_wait(&r, 301 * WHEN_SECOND);
        expect_i64(spendable_of(olena), before);
        expect(send(body, good).fate == NOTICE_FATE_TAKEN);
        expect_i64(spendable_of(olena), before + 777);
    }
    test ("what is proven and not readable is parked") {
        str body = STR("not json at all");
        struct notice_answer answer = send(body, sign(body));
        struct notice notice;
        expect(notice_store_find(r.t.db, &r.t.arena, answer.id, &notice) == ERR_OK);
        expect_str(notice.state, STR("parked"));
        expect_str(notice.reason, STR("unreadable"));
        db_snapshot_end(r.t.db);
    }
    test ("a proven notice with names of absurd length is parked, and breaks nothing") {
        struct payment payment = fresh(uah(600));
        struct telling t = paid(&payment, "evt_35");
        char *many = arena_alloc(&r.t.arena, 40000);
        memset(many, 'e', 40000);
        t.event = (str){many, 40000};
        expect_str(tell(&t), STR("parked unreadable"));
        t = paid(&payment, "evt_35");
        t.external = (str){many, 40000};
        expect_str(tell(&t), STR("parked unreadable"));
    }
    test ("notices may come in any order: declined after paid changes nothing, paid after declined "
          "credits") {
        struct payment payment = fresh(uah(500));
        int64_t before = spendable_of(olena);
        struct telling no = paid(&payment, "evt_30"), yes = paid(&payment, "evt_31");
        no.type = STR("payment.declined");
        expect_str(tell(&no), STR("applied"));
        expect(now_of(payment.id).state == PAYMENT_FAILED);
        expect_str(tell(&yes), STR("applied"));
        no.event = STR("evt_32");
        expect_str(tell(&no), STR("ignored not_open"));
        expect(now_of(payment.id).state == PAYMENT_SUCCEEDED);
        expect_i64(spendable_of(olena), before + 500);
    }
    test ("a charge-back takes back what was credited, once, and never more") {
        struct payment payment = fresh(uah(900));
        struct telling t = paid(&payment, "evt_40"), back = paid(&payment, "evt_41");
        back.type = STR("payment.charged_back");
        int64_t before = spendable_of(olena);
        expect_str(tell(&back), STR("parked other_amount"));
        expect_str(tell(&t), STR("applied"));
        back.event = STR("evt_42");
        expect_str(tell(&back), STR("applied"));
        expect_str(tell(&back), STR("applied"));
        back.event = STR("evt_43");
        expect_str(tell(&back), STR("parked other_amount"));
        expect_i64(spendable_of(olena), before);
        expect_sound();
    }
}

/* --- many at once ----------------------------------------------------------------------------- */

#define THREADS 8

struct crowd {
    struct db *db;
    pthread_t thread;
    str body, signature;
    payment_id payment;
    int64_t amount;
    int times, taken, refused;
};

static void *send_often(void *arg)
{
    struct crowd *c = arg;
    for (int i = 0; i < c->times; i++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct notice_answer answer;
        struct notice_proof proof = {.body = c->body, .signature = c->signature, .now = r.act.now};
        err e = notice_take(&r.site, c->db, &arena, &provider_sandbox, &proof, STR("192.0.2.9"),
                            &answer);
        c->taken += e == ERR_OK && answer.fate == NOTICE_FATE_TAKEN ? 1 : 0;
        db_snapshot_end(c->db);
        arena_done(&arena);
    }
    return NULL;
}

struct asking {
    struct arena *arena;
    struct return_ask ask;
    struct payment_return out;
};

static err ask_in(struct db *tx, void *arg)
{
    struct asking *a = arg;
    return return_ask(tx, a->arena, &a->ask, &a->out);
}

static void *refund_often(void *arg)
{
    struct crowd *c = arg;
    for (int i = 0; i < c->times; i++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct asking a = {.arena = &arena,
                           .ask = {.site = &r.site,
                                   .payment = c->payment,
                                   .amount = uah(c->amount),
                                   .reason = STR("a race"),
                                   .actor = STR("staff"),
                                   .now = r.act.now}};
        err e = db_transaction(c->db, ask_in, &a);
        c->taken += e == ERR_OK ? 1 : 0;
        c->refused += e == ERR_CONFLICT || e == ERR_LIMITED ? 1 : 0;
        db_snapshot_end(c->db);
        arena_done(&arena);
    }
    return NULL;
}

static void run_crowd(struct crowd *all, const struct crowd *like, void *(*run)(void *))
{
    for (size_t i = 0; i < THREADS; i++) {
        all[i] = *like;
        all[i].db = test_db_handle(&r.t);
        expect(pthread_create(&all[i].thread, NULL, run, &all[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        expect(pthread_join(all[i].thread, NULL) == 0);
        db_close(&all[i].db);
        if (i > 0) {
            all[0].taken += all[i].taken;
            all[0].refused += all[i].refused;
        }
    }
}

static void race_tests(void)
{
    struct crowd all[THREADS];
    test ("one notice from eight threads at once is one credit") {
        struct payment payment = fresh(uah(4321));
        struct telling t = paid(&payment, "evt_50");
        int64_t before = spendable_of(olena);
        str body = body_of(&t);
        struct crowd like = {.body = body, .signature = sign(body), .times = 25};
        run_crowd(all, &like, send_often);
        expect(all[0].taken > 0);
        expect_i64(spendable_of(olena), before + 4321);
        expect_sound();
    }
    test ("two hundred refunds of one payment at once never give back more than was paid") {
        struct payment payment = start(taras, "sandbox", uah(10000));
        struct telling t = paid(&payment, "evt_51");
        expect_str(tell(&t), STR("applied"));
        struct crowd like = {.payment = payment.id, .amount = 300, .times = 25};
        run_crowd(all, &like, refund_often);
        expect(all[0].taken <= 33);
        struct payment after = now_of(payment.id);
        expect_i64(after.returned.minor, all[0].taken * 300);
        expect_i64(spendable_of(taras), 10000 - after.returned.minor);
        expect_sound();
    }
}

/* --- invoices --------------------------------------------------------------------------------- */

struct invoicing {
    struct invoice_draft draft;
    struct invoice out;
    struct payment_for_invoice ask;
    struct payment_step step;
};

static err issue_in(struct db *tx, void *arg)
{
    struct invoicing *w = arg;
    return invoice_issue(tx, &r.t.arena, &w->draft, &w->out);
}

static err pay_in(struct db *tx, void *arg)
{
    struct invoicing *w = arg;
    return payment_pay_invoice(tx, &r.t.arena, &w->ask, &w->step);
}

static err cancel_in(struct db *tx, void *arg)
{
    struct invoicing *w = arg;
    return invoice_cancel(tx, &r.t.arena, w->out.id, r.act.now);
}

static void issue(struct invoicing *w, account_id account, const char *ref, int64_t total)
{
    struct invoice_line line = {.text_uk = STR("Сервер"),
                                .text_en = STR("Server"),
                                .quantity = 1,
                                .unit = total,
                                .net = total,
                                .total = total,
                                .ref = STR("")};
    *w = (struct invoicing){.draft = {.account = account,
                                      .currency = STR("UAH"),
                                      .cause = "order",
                                      .cause_ref = str_from_z(ref),
                                      .due = when_add(r.act.now, WHEN_DAY),
                                      .now = r.act.now,
                                      .lines = &line,
                                      .count = 1}};
    expect(db_transaction(r.t.db, issue_in, w) == ERR_OK);
    w->ask = (struct payment_for_invoice){
        .site = &r.site, .account = account, .invoice = w->out.id, .now = r.act.now};
}

static err pay(struct invoicing *w, const char *method)
{
    w->ask.method = str_from_z(method);
    w->ask.now = r.act.now;
    return db_transaction(r.t.db, pay_in, w);
}

static enum invoice_state invoice_now(const struct invoicing *w)
{
    struct invoice invoice;
    expect(invoice_by_id(r.t.db, &r.t.arena, w->out.id, &invoice) == ERR_OK);
    db_snapshot_end(r.t.db);
    return invoice.state;
}

static void invoice_tests(void)
{
    struct invoicing w;
    account_id iryna =
        test_room_account(&r, STR("iryna"), STR("+380501112235"), STR("correct horse 12"));
    test ("an invoice is paid through the sandbox; two clicks are one payment") {
        issue(&w, iryna, "i1", 12000);
        expect(pay(&w, "balance") == ERR_LIMITED);
        expect(pay(&w, "no such") == ERR_INVALID);
        expect(pay(&w, "sandbox") == ERR_OK && !w.step.paid);
        payment_id first = w.step.payment;
        expect(pay(&w, "sandbox") == ERR_OK);
        expect_str(w.step.payment.text, first.text);
        struct payment payment = now_of(first);
        struct telling t = paid(&payment, "evt_60");
        expect_str(tell(&t), STR("applied"));
        expect(invoice_now(&w) == INVOICE_PAID);
        expect_i64(spendable_of(iryna), 0);
        expect(pay(&w, "sandbox") == ERR_CONFLICT);
        expect_sound();
    }
    test ("what lies on the balance is asked from no provider") {
        struct payment top = start(iryna, "sandbox", uah(5000));
        struct telling t = paid(&top, "evt_61");
        expect_str(tell(&t), STR("applied"));
        issue(&w, iryna, "i2", 12000);
        expect(pay(&w, "sandbox") == ERR_OK);
        struct payment rest = now_of(w.step.payment);
        expect_i64(rest.amount.minor, 7000);
        t = paid(&rest, "evt_62");
        expect_str(tell(&t), STR("applied"));
        expect(invoice_now(&w) == INVOICE_PAID);
        expect_i64(spendable_of(iryna), 0);
    }
    test ("somebody else's invoice is not there") {
        issue(&w, iryna, "i3", 12000);
        w.ask.account = olena;
        expect(pay(&w, "sandbox") == ERR_NOT_FOUND);
    }
    test ("money for a cancelled invoice stays on the balance") {
        issue(&w, iryna, "i4", 600);
        expect(pay(&w, "sandbox") == ERR_OK);
        struct payment payment = now_of(w.step.payment);
        expect(db_transaction(r.t.db, cancel_in, &w) == ERR_OK);
        expect(now_of(payment.id).state == PAYMENT_CANCELLED);
        struct telling t = paid(&payment, "evt_63");
        expect_str(tell(&t), STR("applied"));
        expect_i64(spendable_of(iryna), 600);
        expect_sound();
    }
}

/* --- staff, time ------------------------------------------------------------------------------ */

struct deciding {
    struct correction_ask ask;
    struct correction out;
    correction_id id;
    str actor;
    bool agree;
    notice_id notice;
    payment_id payment;
};

static err correct_in(struct db *tx, void *arg)
{
    struct deciding *d = arg;
    return correction_ask(tx, &r.t.arena, &d->ask, &d->out);
}

static err decide_in(struct db *tx, void *arg)
{
    struct deciding *d = arg;
    return d->agree ? correction_agree(tx, &r.t.arena, d->out.id, d->actor, r.act.now)
                    : correction_refuse(tx, &r.t.arena, d->out.id, d->actor, r.act.now);
}

static err meddle_in(struct db *tx, void *arg)
{
    static const char *const states[] = {"approval", "done"};
    int way = *(const int *)arg;
    str state = str_from_z(states[way % 2]);
    switch (way / 2) {
    case 0:
        return meddle_amount(tx, &(struct meddle_amount_in){state});
    case 1:
        return meddle_reason(tx, &(struct meddle_reason_in){state});
    case 2:
        return meddle_delete(tx, &(struct meddle_delete_in){state});
    default:
        return meddle_again(tx);
    }
}

static void expect_corrections(const char *state, int64_t count, int64_t sum)
{
    struct meddle_count_in in = {str_from_z(state)};
    struct meddle_count_row row = {0};
    db_snapshot_end(r.t.db);
    expect(meddle_count_one(r.t.db, &r.t.arena, &in, &row) == ERR_OK);
    expect_i64(row.count, count);
    expect_i64(row.sum, sum);
}

static err match_in(struct db *tx, void *arg)
{
    struct deciding *d = arg;
    return notice_match(tx, &r.t.arena, d->notice, d->payment, STR("mira"), r.act.now);
}

static void staff_tests(void)
{
    test ("a large correction waits for a second member, and is posted once") {
        struct deciding d = {.ask = {.account = taras,
                                     .amount = uah(-250),
                                     .reason = STR("counted twice"),
                                     .actor = STR("mira"),
                                     .second = true,
                                     .now = r.act.now},
                             .actor = STR("mira"),
                             .agree = true};
        int64_t before = spendable_of(taras);
        expect(db_transaction(r.t.db, correct_in, &d) == ERR_OK);
        expect_i64(spendable_of(taras), before);
        expect(db_transaction(r.t.db, decide_in, &d) == ERR_DENIED);
        d.actor = STR("bohdan");
        expect(db_transaction(r.t.db, decide_in, &d) == ERR_OK);
        expect(db_transaction(r.t.db, decide_in, &d) == ERR_CONFLICT);
        expect_i64(spendable_of(taras), before - 250);
        expect_sound();
    }
    test ("a small one is posted at once") {
        struct deciding d = {.ask = {.account = taras,
                                     .amount = uah(1000),
                                     .reason = STR("for the wait"),
                                     .actor = STR("mira"),
                                     .now = r.act.now}};
        int64_t before = spendable_of(taras);
        expect(db_transaction(r.t.db, correct_in, &d) == ERR_OK);
        expect_i64(spendable_of(taras), before + 1000);
    }
    test ("a correction is never changed, decided again or taken away, only decided once") {
        struct deciding d = {.ask = {.account = taras,
                                     .amount = uah(50),
                                     .reason = STR("waits"),
                                     .actor = STR("mira"),
                                     .second = true,
                                     .now = r.act.now},
                             .actor = STR("bohdan")};
        expect(db_transaction(r.t.db, correct_in, &d) == ERR_OK);
        for (int way = 0; way < 7; way++) {
            expect(db_transaction(r.t.db, meddle_in, &way) != ERR_OK);
            expect(str_find(db_story(r.t.db), STR("append only")) >= 0);
        }
        expect_corrections("approval", 1, 50);
        expect_corrections("done", 2, 750);
        expect(db_transaction(r.t.db, decide_in, &d) == ERR_OK);
        expect_corrections("refused", 1, 50);
    }
    test ("money paid a second time is matched to a payment of its own") {
        struct payment payment = start(taras, "sandbox", uah(1500));
        struct telling t = paid(&payment, "evt_70");
        expect_str(tell(&t), STR("applied"));
        t.event = STR("evt_71");
        t.external = STR("sbx_second");
        str body = body_of(&t);
        struct deciding d = {.notice = send(body, sign(body)).id, .payment = payment.id};
        int64_t before = spendable_of(taras);
        expect(db_transaction(r.t.db, match_in, &d) == ERR_OK);
        expect(db_transaction(r.t.db, match_in, &d) == ERR_CONFLICT);
        expect_i64(spendable_of(taras), before + 1500);
        expect_sound();
    }
}

static err choose_in(struct db *tx, void *arg)
{
    const struct payment *payment = arg;
    struct sandbox_payment out;
    return sandbox_choose(tx, &r.t.arena, payment->id, "paid", r.act.now, &out);
}

static void watch_tests(void)
{
    test ("a payment whose notice was lost is asked about, and credited once") {
        struct payment payment = fresh(uah(2500));
        int64_t before = spendable_of(olena);
        expect(test_room_job(&r, payments_jobs, PAYMENT_WATCH_JOB, payment.id.text) == ERR_OK);
        expect(now_of(payment.id).state == PAYMENT_PENDING);
        expect(db_transaction(r.t.db, choose_in, &payment) == ERR_OK);
        expect(test_room_job(&r, payments_jobs, PAYMENT_WATCH_JOB, payment.id.text) == ERR_OK);
        expect(test_room_job(&r, payments_jobs, PAYMENT_WATCH_JOB, payment.id.text) == ERR_OK);
        expect_i64(spendable_of(olena), before + 2500);
    }
    test ("one without any notice expires, and money that comes after all is credited") {
        struct payment payment = fresh(uah(2600));
        int64_t before = spendable_of(olena);
        test_room_wait(&r, 2 * WHEN_DAY);
        expect(test_room_job(&r, payments_jobs, PAYMENT_WATCH_JOB, payment.id.text) == ERR_OK);
        expect(now_of(payment.id).state == PAYMENT_EXPIRED);
        struct telling t = paid(&payment, "evt_80");
        expect_str(tell(&t), STR("applied"));
        expect_i64(spendable_of(olena), before + 2600);
    }
}

int main(void)
{
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    announce_to(listeners);
    olena = test_room_account(&r, STR("olena"), STR("+380501112233"), STR("correct horse 12"));
    taras = test_room_account(&r, STR("taras"), STR("+380501112234"), STR("correct horse 12"));
    notice_tests();
    race_tests();
    invoice_tests();
    staff_tests();
    watch_tests();
    test_room_close(&r);
    return tests_done();
}
