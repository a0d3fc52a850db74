/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/stripe.h"

#include "features/payments/notice.h"
#include "features/payments/provider.h"
#include "features/payments/signature.h"
#include "json/reader.h"

#define ASK_AGAIN "asked"

static bool is_offered(const struct site *site, str currency)
{
    return site->settings->stripe_key.len > 0 && money_decimals(currency) != 3;
}

static bool is_listening(const struct site *site)
{
    return site->settings->stripe_notice_secret.len > 0;
}

/* The session is created outside of the transaction; until then the payment is new. */
static err begin(struct db *tx, struct arena *arena, const struct site *site,
                 struct payment *payment)
{
    (void)arena, (void)site;
    return job_put_errand(tx, payment->created_at, STR(STRIPE_CREATE_JOB), payment->id.text,
                          payment->created_at, STR(""));
}

static const char *fault(const struct site *site, struct arena *arena,
                         const struct notice_proof *proof)
{
    return timed_signature_fault(arena, site->settings->stripe_notice_secret, proof);
}

/* --- what events and sessions say ------------------------------------------------------------- */

static str capitals(struct arena *arena, str text)
{
    char *out = arena_alloc(arena, text.len);
    for (size_t i = 0; i < text.len; i++) {
        bool small = text.ptr[i] >= 'a' && text.ptr[i] <= 'z';
        out[i] = small ? (char)(text.ptr[i] - 'a' + 'A') : text.ptr[i];
    }
    return (str){out, text.len};
}

static enum notice_kind kind_of_session(const struct json_node *session)
{
    str paid = STR(""), status = STR("");
    (void)json_get_str(session, STR("payment_status"), &paid);
    (void)json_get_str(session, STR("status"), &status);
    if (str_eq(paid, STR("paid"))) {
        return NOTICE_PAID;
    }
    if (str_eq(status, STR("expired"))) {
        return NOTICE_FAILED;
    }
    return str_eq(paid, STR("unpaid")) ? NOTICE_PENDING : NOTICE_OTHER;
}

static void read_session(struct arena *arena, const struct json_node *session, struct notice *out)
{
    str currency = STR("");
    (void)json_get_str(session, STR("id"), &out->external_id);
    (void)json_get_str(session, STR("client_reference_id"), &out->payment_ref);
    (void)json_get_str(session, STR("payment_intent"), &out->charge_id);
    (void)json_get_i64(session, STR("amount_total"), &out->amount);
    (void)json_get_str(session, STR("currency"), &currency);
    out->currency = capitals(arena, currency);
}

/* Money that a customer's bank took back: known by the payment intent alone. */
static void read_dispute(struct arena *arena, const struct json_node *dispute, struct notice *out)
{
    str currency = STR("");
    (void)json_get_str(dispute, STR("payment_intent"), &out->charge_id);
    (void)json_get_i64(dispute, STR("amount"), &out->amount);
    (void)json_get_str(dispute, STR("currency"), &currency);
    out->currency = capitals(arena, currency);
    out->kind = NOTICE_CHARGED_BACK;
}

static enum notice_kind kind_of_refund(str status)
{
    if (str_eq(status, STR("succeeded"))) {
        return NOTICE_REFUND_DONE;
    }
    bool lost = str_eq(status, STR("failed")) || str_eq(status, STR("canceled"));
    return lost ? NOTICE_REFUND_FAILED : NOTICE_REFUND_PENDING;
}

void stripe_read_refund(struct arena *arena, const struct json_node *refund, struct notice *out)
{
    str currency = STR(""), status = STR("");
    (void)json_get_str(refund, STR("id"), &out->external_id);
    (void)json_get_str(json_member(refund, STR("metadata")), STR("refund"), &out->payment_ref);
    (void)json_get_str(refund, STR("payment_intent"), &out->charge_id);
    (void)json_get_i64(refund, STR("amount"), &out->amount);
    (void)json_get_str(refund, STR("currency"), &currency);
    (void)json_get_str(refund, STR("status"), &status);
    out->currency = capitals(arena, currency);
    out->kind = kind_of_refund(status);
}

static bool is_about_refund(str type)
{
    return str_starts(type, STR("refund.")) || str_eq(type, STR("charge.refund.updated"));
}

static void read(struct arena *arena, str body, struct notice *out)
{
    struct json_node event;
    str type = STR("");
    out->kind = NOTICE_UNREADABLE;
    out->event_id = out->payment_ref = out->external_id = out->charge_id = out->currency = STR("");
    if (json_read(arena, body, &event) != ERR_OK ||
        !json_get_str(&event, STR("id"), &out->event_id) ||
        !json_get_str(&event, STR("type"), &type)) {
        return;
    }
    const struct json_node *object = json_member(json_member(&event, STR("data")), STR("object"));
    out->kind = NOTICE_OTHER;
    if (str_starts(type, STR("checkout.session."))) {
        read_session(arena, object, out);
        bool failed = str_eq(type, STR("checkout.session.async_payment_failed")) ||
                      str_eq(type, STR("checkout.session.expired"));
        out->kind = failed ? NOTICE_FAILED : kind_of_session(object);
    } else if (is_about_refund(type)) {
        stripe_read_refund(arena, object, out);
    } else if (str_eq(type, STR("charge.dispute.funds_withdrawn"))) {
        read_dispute(arena, object, out);
    }
}

/* --- asking ----------------------------------------------------------------------------------- */

static err poll(struct db *tx, const struct job_run *run, const struct payment *payment)
{
    return payment->external_id.len == 0
               ? ERR_OK
               : job_put_errand(tx, run->now, STR(STRIPE_ASK_JOB), payment->id.text, run->now,
                                payment->id.text);
}

void stripe_read_answer(struct arena *arena, const struct json_node *session, struct notice *out)
{
    out->event_id = out->payment_ref = out->external_id = out->charge_id = out->currency = STR("");
    read_session(arena, session, out);
    out->kind = kind_of_session(session);
    str kind = notice_kind_word(out->kind);
    out->event_id = str_printf(arena, ASK_AGAIN " %" STR_FMT " %" STR_FMT,
                               STR_ARG(out->external_id), STR_ARG(kind));
}

static err close(struct db *tx, const struct payment *payment, when now)
{
    return job_put_errand(tx, now, STR(STRIPE_EXPIRE_JOB), payment->id.text, now, payment->id.text);
}

static err give_back(struct db *tx, const struct site *site, const struct payment *payment,
                     const struct payment_return *one, when now)
{
    (void)site, (void)payment;
    return job_put_errand(tx, now, STR(STRIPE_REFUND_JOB), one->id.text, now, STR(""));
}

/* Stripe keeps a session for half an hour at least and a day at most. */
static when open_until(const struct payment_ask *ask)
{
    return when_add(ask->now, ask->site->settings->card_hold_minutes * WHEN_MINUTE);
}

const struct provider provider_stripe = {
    .name = "stripe",
    .title = N_("Card"),
    .hint = N_("By card, on the page of Stripe."),
    .open_until = open_until,
    .is_offered = is_offered,
    .begin = begin,
    .signature_header = "Stripe-Signature",
    .is_listening = is_listening,
    .fault = fault,
    .read = read,
    .poll = poll,
    .close = close,
    .give_back = give_back,
};
