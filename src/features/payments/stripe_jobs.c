/* SPDX-License-Identifier: Apache-2.0 */
/* The errands to Stripe. Each may be repeated: Stripe knows a repetition by its key, and what it
 * answered is taken once. */
#include "features/payments/closing.h"
#include "features/payments/notice.h"
#include "features/payments/payments_store.h"
#include "features/payments/stripe.h"
#include "features/payments/stripe_call.h"
#include "system/random.h"

static str number_text(struct arena *arena, int64_t n)
{
    return str_printf(arena, "%lld", (long long)n);
}

/* --- a session -------------------------------------------------------------------------------- */

err stripe_create_go(struct db *db, const struct job_run *run, void **out_found)
{
    struct payment payment;
    err e = payment_by_id(db, run->arena, (payment_id){run->ref}, &payment);
    db_snapshot_end(db);
    if (e != ERR_OK || payment.state != PAYMENT_NEW) {
        *out_found = NULL;
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    struct arena *arena = run->arena;
    struct url back =
        url_absolute(arena, run->site->origin, url_fill(arena, "/payments/{}", payment.id.text));
    struct stripe_field fields[] = {
        {"mode", STR("payment")},
        {"client_reference_id", payment.id.text},
        {"metadata[payment]", payment.id.text},
        {"payment_intent_data[metadata][payment]", payment.id.text},
        {"success_url", back.text},
        {"cancel_url", back.text},
        {"expires_at", number_text(arena, payment.expires_at.us / WHEN_SECOND)},
        {"line_items[0][quantity]", STR("1")},
        {"line_items[0][price_data][currency]", str_lower(arena, money_currency(&payment.amount))},
        {"line_items[0][price_data][unit_amount]", number_text(arena, payment.amount.minor)},
        {"line_items[0][price_data][product_data][name]",
         str_printf(arena, "%" STR_FMT ", %lld", STR_ARG(run->site->settings->brand_name),
                    (long long)payment.number)},
    };
    struct stripe_call call = {.method = "POST",
                               .path = STR("/v1/checkout/sessions"),
                               .once = payment.id.text,
                               .fields = fields,
                               .count = ARRAY_LEN(fields)};
    struct stripe_answer *answer = ARENA_NEW(arena, struct stripe_answer);
    e = stripe_call(run, &call, answer);
    *out_found = e == ERR_OK ? answer : NULL;
    return e;
}

err stripe_create(struct db *tx, const struct job_run *run)
{
    const struct stripe_answer *answer = run->found;
    payment_id payment = {run->ref};
    str id = STR(""), url = STR("");
    struct url checked;
    if (answer == NULL) {
        return ERR_OK;
    }
    bool made = answer->end == STRIPE_DONE && json_get_str(&answer->node, STR("id"), &id) &&
                json_get_str(&answer->node, STR("url"), &url) && url_parse(url, &checked);
    bool moved = false;
    if (!made) {
        return payment_store_move(tx, payment, PAYMENT_FAILED, STR("provider_refused"), run->now,
                                  &moved);
    }
    err e = payment_store_checkout(tx, payment, id, url, run->now);
    struct payment now_is;
    if (e == ERR_OK) {
        e = payment_by_id(tx, run->arena, payment, &now_is);
    }
    /* It was closed while Stripe was being asked. */
    bool closed = e == ERR_OK && now_is.state == PAYMENT_CANCELLED;
    return closed ? payment_close_there(tx, &now_is, run->now) : e;
}

/* --- closing one ------------------------------------------------------------------------------ */

err stripe_expire_go(struct db *db, const struct job_run *run, void **out_found)
{
    struct payment payment;
    err e = payment_by_id(db, run->arena, (payment_id){run->ref}, &payment);
    db_snapshot_end(db);
    if (e != ERR_OK || payment.received.minor > 0) {
        *out_found = NULL;
        return err_absent_is_fine(e);
    }
    struct stripe_call call = {
        .method = "POST",
        .path = url_fill(run->arena, "/v1/checkout/sessions/{}/expire", payment.external_id).text,
        .once = str_printf(run->arena, "%" STR_FMT " expire", STR_ARG(payment.id.text)),
    };
    struct stripe_answer *answer = ARENA_NEW(run->arena, struct stripe_answer);
    e = stripe_call(run, &call, answer);
    *out_found = e == ERR_OK ? answer : NULL;
    return e;
}

/* One that cannot be closed was paid or is being paid: what came of it is asked. */
err stripe_expire(struct db *tx, const struct job_run *run)
{
    const struct stripe_answer *answer = run->found;
    bool refused = answer != NULL && answer->end == STRIPE_REFUSED;
    return refused ? job_put_errand(tx, run->now, STR(STRIPE_ASK_JOB), run->ref, run->now, run->ref)
                   : ERR_OK;
}

/* --- asking about one ------------------------------------------------------------------------- */

err stripe_ask_go(struct db *db, const struct job_run *run, void **out_found)
{
    struct payment payment;
    err e = payment_by_id(db, run->arena, (payment_id){run->ref}, &payment);
    db_snapshot_end(db);
    if (e != ERR_OK) {
        return e;
    }
    struct stripe_call call = {
        .method = "GET",
        .path = url_fill(run->arena, "/v1/checkout/sessions/{}", payment.external_id).text,
        .once = STR(""),
    };
    struct stripe_answer *answer = ARENA_NEW(run->arena, struct stripe_answer);
    e = stripe_call(run, &call, answer);
    *out_found = e == ERR_OK ? answer : NULL;
    return e;
}

err stripe_ask(struct db *tx, const struct job_run *run)
{
    const struct stripe_answer *answer = run->found;
    if (answer == NULL || answer->end != STRIPE_DONE) {
        return ERR_OK;
    }
    struct notice notice = {.id = {id_new(run->arena)},
                            .provider = STR("stripe"),
                            .body = answer->body,
                            .signature = STR("asked"),
                            .network = STR("")};
    stripe_read_answer(run->arena, &answer->node, &notice);
    bool says_something = notice.kind == NOTICE_PAID || notice.kind == NOTICE_FAILED;
    return says_something ? notice_take_answer(tx, run->arena, &notice, run->now) : ERR_OK;
}
