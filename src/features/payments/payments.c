/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/payments.h"

#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "features/payments/payments_store.h"
#include "features/payments/provider.h"
#include "features/payments/second.h"
#include "features/payments/watch.h"
#include "system/random.h"

#define NUMBERS STR("payment")

err payment_by_id(struct db *db, struct arena *arena, payment_id id, struct payment *out)
{
    return id_is_wellformed(id.text) ? payment_store_find(db, arena, id, out) : ERR_NOT_FOUND;
}

err payment_of_account(struct db *db, struct arena *arena, account_id account, payment_id id,
                       struct payment *out)
{
    struct payment payment;
    err e = payment_by_id(db, arena, id, &payment);
    if (e == ERR_OK && !str_eq(payment.account.text, account.text)) {
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        *out = payment;
    }
    return e;
}

err payment_is_under_way(struct db *db, struct arena *arena, invoice_id invoice, bool *out)
{
    return payment_store_is_open(db, arena, invoice, out);
}

err payment_spendable(struct db *db, struct arena *arena, account_id account, str currency,
                      money *out)
{
    money balance;
    err e = ledger_balance(db, arena, BOOK_BALANCE, account, currency, &balance);
    return e == ERR_OK ? money_times(balance, -1, out) : e;
}

static bool is_in_bounds(money amount)
{
    return amount.minor > 0 && amount.minor <= LEDGER_AMOUNT_MAX;
}

/* The row, which no provider knows of yet. */
static err insert(struct db *tx, struct arena *arena, const struct payment_ask *ask, when expires,
                  struct payment *out)
{
    int64_t number = 0;
    err e = document_number_take(tx, arena, NUMBERS, &number);
    if (e != ERR_OK) {
        return e;
    }
    money nothing = ask->amount;
    nothing.minor = 0;
    *out = (struct payment){
        .id = {id_new(arena)},
        .number = number,
        .account = ask->account,
        .provider = ask->provider,
        .invoice = ask->invoice,
        .amount = ask->amount,
        .received = nothing,
        .returned = nothing,
        .state = PAYMENT_NEW,
        .external_id = STR(""),
        .charge_id = STR(""),
        .checkout_url = STR(""),
        .failure = STR(""),
        .created_at = ask->now,
        .changed_at = ask->now,
        .expires_at = expires,
        .received_at = WHEN_NONE,
        .begun_at = WHEN_NONE,
    };
    return payment_store_insert(tx, out);
}

static err start_anew(struct db *tx, struct arena *arena, const struct payment_ask *ask,
                      const struct provider *provider, struct payment *out)
{
    struct payment payment;
    when expires = provider->open_until != NULL ? provider->open_until(ask)
                                                : when_add(ask->now, provider->open_us);
    err e = insert(tx, arena, ask, expires, &payment);
    if (e == ERR_OK) {
        e = provider->begin(tx, arena, ask->site, &payment);
    }
    if (e == ERR_OK) {
        e = watch_begin(tx, &payment);
    }
    if (e == ERR_OK) {
        *out = payment;
    }
    return e;
}

err payment_like(struct db *tx, struct arena *arena, const struct payment *first, money amount,
                 when now, struct payment *out)
{
    struct payment_ask ask = {
        .account = first->account,
        .provider = first->provider,
        .amount = amount,
        .invoice = {STR("")},
        .now = now,
    };
    return insert(tx, arena, &ask, now, out);
}

err payment_start(struct db *tx, struct arena *arena, const struct payment_ask *asked,
                  struct payment *out)
{
    struct payment_ask copy = *asked, *ask = &copy;
    if (ask->invoice.text.ptr == NULL) {
        ask->invoice.text = STR("");
    }
    const struct provider *provider = provider_by_name(ask->provider);
    if (provider == NULL || !provider->is_offered(ask->site, money_currency(&ask->amount)) ||
        !is_in_bounds(ask->amount)) {
        return ERR_INVALID;
    }
    payment_id open;
    err e = payment_store_open_like(tx, arena, ask, &open);
    if (e == ERR_NOT_FOUND) {
        return start_anew(tx, arena, ask, provider, out);
    }
    return e == ERR_OK ? payment_store_find(tx, arena, open, out) : e;
}

static struct url page_of(struct arena *arena, const struct payment *payment)
{
    /* The provider's own page when there is one already, and it is on this site. */
    return str_starts(payment->checkout_url, STR("/"))
               ? url_fill(arena, "/sandbox/pay/{}", payment->id.text)
               : url_fill(arena, "/payments/{}", payment->id.text);
}

static err pay_by_provider(struct db *tx, struct arena *arena,
                           const struct payment_for_invoice *ask, const struct invoice *invoice,
                           money spendable, struct payment_step *out)
{
    struct payment_ask start = {
        .site = ask->site,
        .account = ask->account,
        .provider = ask->method,
        .amount = invoice_due(invoice),
        .invoice = invoice->id,
        .now = ask->now,
    };
    if (!ask->keep_balance && spendable.minor > 0) {
        start.amount.minor -= spendable.minor;
    }
    struct payment payment;
    err e = payment_start(tx, arena, &start, &payment);
    if (e == ERR_OK) {
        *out = (struct payment_step){.payment = payment.id, .where = page_of(arena, &payment)};
    }
    return e;
}

err payment_pay_invoice(struct db *tx, struct arena *arena, const struct payment_for_invoice *ask,
                        struct payment_step *out)
{
    struct invoice invoice;
    err e = invoice_of_account(tx, arena, ask->account, ask->invoice, &invoice);
    if (e == ERR_OK && !invoice_is_open(&invoice)) {
        e = ERR_CONFLICT;
    }
    money due = e == ERR_OK ? invoice_due(&invoice) : (money){0};
    money spendable = {0};
    if (e == ERR_OK) {
        e = payment_spendable(tx, arena, ask->account, money_currency(&due), &spendable);
    }
    if (e != ERR_OK) {
        return e;
    }
    bool by_balance = str_eq(ask->method, STR(PAYMENT_METHOD_BALANCE));
    bool suffices = spendable.minor >= due.minor;
    if (by_balance && !suffices) {
        return ERR_LIMITED;
    }
    if (!by_balance && provider_by_name(ask->method) == NULL) {
        return ERR_INVALID;
    }
    /* Whoever names a provider although the balance suffices is not asked for nothing. */
    if (!by_balance && !(suffices && !ask->keep_balance)) {
        return pay_by_provider(tx, arena, ask, &invoice, spendable, out);
    }
    e = invoice_pay_from_balance(tx, arena, invoice.id, ask->account.text, ask->now, &invoice);
    if (e == ERR_OK) {
        *out = (struct payment_step){
            .paid = !invoice_is_open(&invoice),
            .payment = {STR("")},
            .where = url_fill(arena, "/invoices/{}", invoice.id.text),
        };
    }
    return e;
}

/* --- money arrives ---------------------------------------------------------------------------- */

static err post_receipt(struct db *tx, struct arena *arena, const struct payment *payment,
                        const struct payment_receipt *receipt)
{
    money credit;
    err e = money_times(receipt->received, -1, &credit);
    if (e != ERR_OK) {
        return e;
    }
    struct ledger_line lines[] = {
        {BOOK_CLEARING, {STR("")}, receipt->received},
        {BOOK_BALANCE, payment->account, credit},
    };
    struct ledger_entry entry = {
        .cause = "payment.received",
        .cause_ref = payment->id.text,
        .actor = receipt->actor,
        .note = STR(""),
        .now = receipt->now,
        .document = {"payment", payment->id.text,
                     str_printf(arena, "%lld", (long long)payment->number)},
        .lines = lines,
        .count = ARRAY_LEN(lines)};
    transaction_id posted;
    return ledger_post(tx, arena, &entry, &posted);
}

/* What the payment was for takes its part; the rest stays on the balance. Before is what the
 * customer had: a debt is covered first. */
static err settle_invoice(struct db *tx, struct arena *arena, const struct payment *payment,
                          const struct payment_receipt *receipt, money before)
{
    int64_t owed = before.minor < 0 ? -before.minor : 0;
    int64_t debt = owed < receipt->received.minor ? owed : receipt->received.minor;
    struct invoice invoice;
    err e = payment->invoice.text.len == 0 ? ERR_NOT_FOUND
                                           : invoice_by_id(tx, arena, payment->invoice, &invoice);
    if (e == ERR_NOT_FOUND || (e == ERR_OK && !invoice_is_open(&invoice))) {
        return payment_store_did(tx, payment->id, 0, debt);
    }
    int64_t paid = e == ERR_OK ? invoice.paid.minor : 0;
    if (e == ERR_OK) {
        e = invoice_pay_from_balance(tx, arena, invoice.id, receipt->actor, receipt->now, &invoice);
    }
    return e == ERR_OK ? payment_store_did(tx, payment->id, invoice.paid.minor - paid, debt) : e;
}

/* Somebody else's external id, or another one than the payment has. */
static err check_external(struct db *tx, struct arena *arena, const struct payment *payment,
                          str external_id)
{
    if (external_id.len == 0) {
        return ERR_OK;
    }
    payment_id owner;
    err e = payment_store_by_external(tx, arena, payment->provider, external_id, &owner);
    if (e == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    return e == ERR_OK && !str_eq(owner.text, payment->id.text) ? ERR_CONFLICT : e;
}

err payment_received(struct db *tx, struct arena *arena, payment_id id,
                     const struct payment_receipt *receipt)
{
    struct payment payment;
    err e = payment_by_id(tx, arena, id, &payment);
    if (e != ERR_OK) {
        return e;
    }
    if (!is_in_bounds(receipt->received) ||
        !money_same_currency(receipt->received, payment.amount)) {
        return ERR_INVALID;
    }
    e = check_external(tx, arena, &payment, receipt->external_id);
    bool first = false;
    if (e == ERR_OK) {
        e = payment_store_credit(tx, id, receipt, &first);
    }
    if (e == ERR_OK && !first) {
        return ERR_CONFLICT;
    }
    money before = {0};
    if (e == ERR_OK) {
        e = payment_spendable(tx, arena, payment.account, money_currency(&payment.amount), &before);
    }
    if (e == ERR_OK) {
        e = post_receipt(tx, arena, &payment, receipt);
    }
    if (e == ERR_OK) {
        e = settle_invoice(tx, arena, &payment, receipt, before);
    }
    if (e == ERR_OK) {
        e = announce(tx, arena, PAYMENT_RECEIVED, id.text, receipt->now);
    }
    return e == ERR_OK
               ? job_put(tx, receipt->now, STR(PAYMENT_LETTER_JOB), id.text, receipt->now, STR(""))
               : e;
}
