/* SPDX-License-Identifier: Apache-2.0 */
/* The errands to Stripe about money that goes back: a refund is asked for, and asked about as long
 * as it is under way. */
#include "features/payments/payments_store.h"
#include "features/payments/returns_store.h"
#include "features/payments/stripe.h"
#include "features/payments/stripe_call.h"

err stripe_refund_go(struct db *db, const struct job_run *run, void **out_found)
{
    struct payment_return one;
    struct payment payment;
    err e = return_store_find(db, run->arena, (refund_id){run->ref}, &one);
    if (e == ERR_OK) {
        e = payment_by_id(db, run->arena, one.payment, &payment);
    }
    db_snapshot_end(db);
    if (e != ERR_OK || !str_eq(one.state, STR("sending"))) {
        *out_found = NULL;
        return e;
    }
    struct stripe_field fields[] = {
        {"payment_intent", payment.charge_id},
        {"amount", str_printf(run->arena, "%lld", (long long)one.amount.minor)},
        {"metadata[refund]", one.id.text},
    };
    struct stripe_call call = {.method = "POST",
                               .path = STR("/v1/refunds"),
                               .once = one.id.text,
                               .fields = fields,
                               .count = ARRAY_LEN(fields)};
    struct stripe_answer *answer = ARENA_NEW(run->arena, struct stripe_answer);
    e = stripe_call(run, &call, answer);
    *out_found = e == ERR_OK ? answer : NULL;
    return e;
}

/* The longer it takes, the longer until the next look: a quarter of the age, an hour to a day. */
static err look_later(struct db *tx, const struct job_run *run, const struct payment_return *one)
{
    int64_t pause = (run->now.us - one->created_at.us) / 4;
    pause = pause < WHEN_HOUR ? WHEN_HOUR : pause > WHEN_DAY ? WHEN_DAY : pause;
    return job_put_errand(tx, run->now, STR(STRIPE_REFUND_ASK_JOB), one->id.text,
                          when_add(run->now, pause), one->id.text);
}

/* What Stripe says of it now. */
static err take(struct db *tx, const struct job_run *run, const struct json_node *refund)
{
    refund_id id = {run->ref};
    struct payment_return one;
    struct notice says = {.external_id = STR(""), .payment_ref = STR(""), .charge_id = STR("")};
    bool moved = false;
    stripe_read_refund(run->arena, refund, &says);
    if (says.kind == NOTICE_REFUND_FAILED) {
        return return_failed(tx, run->arena, id, run->now, &moved);
    }
    if (says.kind == NOTICE_REFUND_DONE) {
        return return_done(tx, run->arena, id, says.external_id, run->now, &moved);
    }
    err e = return_under_way(tx, run->arena, id, says.external_id, &moved);
    if (e == ERR_OK) {
        e = return_store_find(tx, run->arena, id, &one);
    }
    bool open = e == ERR_OK && str_eq(one.state, STR("sending"));
    return open ? look_later(tx, run, &one) : e;
}

err stripe_refund(struct db *tx, const struct job_run *run)
{
    const struct stripe_answer *answer = run->found;
    bool moved = false;
    if (answer == NULL) {
        return ERR_OK;
    }
    return answer->end == STRIPE_REFUSED
               ? return_failed(tx, run->arena, (refund_id){run->ref}, run->now, &moved)
               : take(tx, run, &answer->node);
}

/* --- asking about it -------------------------------------------------------------------------- */

err stripe_refund_ask_go(struct db *db, const struct job_run *run, void **out_found)
{
    struct payment_return one;
    err e = return_store_find(db, run->arena, (refund_id){run->ref}, &one);
    db_snapshot_end(db);
    if (e != ERR_OK || !str_eq(one.state, STR("sending"))) {
        *out_found = NULL;
        return err_absent_is_fine(e);
    }
    struct stripe_call call = {
        .method = "GET",
        .path = url_fill(run->arena, "/v1/refunds/{}", one.external_id).text,
        .once = STR(""),
    };
    struct stripe_answer *answer = ARENA_NEW(run->arena, struct stripe_answer);
    e = stripe_call(run, &call, answer);
    *out_found = e == ERR_OK ? answer : NULL;
    return e;
}

/* One that Stripe does not know is no proof that the money is back: it is asked about again. */
err stripe_refund_ask(struct db *tx, const struct job_run *run)
{
    const struct stripe_answer *answer = run->found;
    struct payment_return one;
    if (answer == NULL) {
        return ERR_OK;
    }
    if (answer->end == STRIPE_DONE) {
        return take(tx, run, &answer->node);
    }
    err e = return_store_find(tx, run->arena, (refund_id){run->ref}, &one);
    return e == ERR_OK ? look_later(tx, run, &one) : e;
}
