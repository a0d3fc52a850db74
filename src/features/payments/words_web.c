/* SPDX-License-Identifier: Apache-2.0 */
/* Payments in words. */
#include "features/invoices/invoices.h"
#include "features/payments/payments_view.h"
#include "features/payments/provider.h"
#include "i18n/format.h"
#include "web/request.h"

static const struct {
    const char *name;
    enum tone tone;
} states[] = {
    [PAYMENT_NEW] = {N_("Being prepared"), TONE_INFO},
    [PAYMENT_PENDING] = {N_("Waiting for the money"), TONE_INFO},
    [PAYMENT_SUCCEEDED] = {N_("Received"), TONE_GOOD},
    [PAYMENT_FAILED] = {N_("Declined"), TONE_BAD},
    [PAYMENT_EXPIRED] = {N_("Expired"), TONE_PLAIN},
    [PAYMENT_CANCELLED] = {N_("No longer needed"), TONE_PLAIN},
};

str payment_state_name(enum lang lang, enum payment_state state)
{
    return tr(lang, states[state].name);
}

enum tone payment_tone(enum payment_state state)
{
    return states[state].tone;
}

str payment_method_name(enum lang lang, str provider)
{
    const struct provider *one = provider_by_name(provider);
    return one == NULL ? provider : tr(lang, one->title);
}

str payment_did_words(enum lang lang, const struct payment *payment)
{
    bool for_invoice = payment->invoice.text.len > 0;
    if (payment->debt >= payment->received.minor) {
        return tr(lang, "Your payment has arrived and went against what you owed.");
    }
    if (for_invoice && payment->applied == 0) {
        return tr(lang, "Your payment has arrived. Its invoice was settled or cancelled before, so "
                        "the money lies on your balance.");
    }
    if (for_invoice && payment->debt > 0) {
        return tr(lang, "Your payment has arrived. It went against what you owed first, the rest "
                        "to its invoice.");
    }
    if (for_invoice) {
        return tr(lang, "Your payment has arrived and went to its invoice. Anything left over is "
                        "on your balance.");
    }
    return payment->debt > 0 ? tr(lang, "Your payment has arrived. Part of it went against what "
                                        "you owed, the rest lies on your balance.")
                             : tr(lang, "Your payment has arrived and lies on your balance.");
}

str payment_purpose(struct request *req, const struct payment *payment)
{
    struct invoice invoice;
    if (payment->invoice.text.len == 0 ||
        invoice_by_id(req->db, req->arena, payment->invoice, &invoice) != ERR_OK) {
        return tr(req->lang, "Top-up of the balance");
    }
    return tr_fill(req->arena, tr(req->lang, "Invoice {number}"), "number", invoice.number, NULL);
}

struct payment_line payment_line_of(struct request *req, const struct payment *payment)
{
    bool returned = payment->returned.minor > 0;
    bool all = returned && payment->returned.minor >= payment->received.minor;
    return (struct payment_line){
        .url = url_fill(req->arena, "/payments/{}", payment->id.text),
        .number = str_printf(req->arena, "%lld", (long long)payment->number),
        .method = payment_method_name(req->lang, payment->provider),
        .what = payment->invoice.text.len > 0 ? tr(req->lang, "Invoice")
                                              : tr(req->lang, "Top-up of the balance"),
        .amount = fmt_money(req->arena, req->lang,
                            payment->received.minor > 0 ? payment->received : payment->amount),
        .tone = returned ? TONE_WARN : payment_tone(payment->state),
        .state = all        ? tr(req->lang, "Returned")
                 : returned ? tr(req->lang, "Returned in part")
                            : payment_state_name(req->lang, payment->state),
        .at = payment->created_at,
    };
}
