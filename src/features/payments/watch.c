/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/watch.h"

#include "features/payments/payments_store.h"
#include "features/payments/provider.h"

#define FIRST_LOOK (2 * WHEN_MINUTE)

/* The longer there is no notice, the longer until the next look: a quarter of the age. */
static when next_look(const struct payment *payment, when now)
{
    int64_t pause = (now.us - payment->created_at.us) / 4;
    when next = when_add(now, pause < FIRST_LOOK ? FIRST_LOOK : pause);
    return when_before(next, payment->expires_at) ? next : payment->expires_at;
}

static bool is_open(const struct payment *payment)
{
    return payment->state == PAYMENT_NEW || payment->state == PAYMENT_PENDING;
}

err watch_begin(struct db *tx, const struct payment *payment)
{
    if (!is_open(payment)) {
        return ERR_OK;
    }
    const struct provider *provider = provider_by_name(payment->provider);
    bool asks = provider != NULL && provider->poll != NULL;
    when due = asks ? next_look(payment, payment->created_at) : payment->expires_at;
    return job_put(tx, payment->created_at, STR(PAYMENT_WATCH_JOB), payment->id.text, due, STR(""));
}

static err look_again(struct db *tx, const struct job_run *run, const struct payment *payment)
{
    if (!is_open(payment)) {
        return ERR_OK;
    }
    if (when_before(run->now, payment->expires_at)) {
        return job_put(tx, run->now, STR(PAYMENT_WATCH_JOB), payment->id.text,
                       next_look(payment, run->now), STR(""));
    }
    bool moved = false;
    return payment_store_move(tx, payment->id, PAYMENT_EXPIRED, STR("expired"), run->now, &moved);
}

err payment_watch(struct db *tx, const struct job_run *run)
{
    struct payment payment;
    err e = payment_by_id(tx, run->arena, (payment_id){run->ref}, &payment);
    if (e != ERR_OK || !is_open(&payment)) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    const struct provider *provider = provider_by_name(payment.provider);
    if (provider != NULL && provider->poll != NULL) {
        e = provider->poll(tx, run, &payment);
    }
    if (e == ERR_OK) {
        e = payment_by_id(tx, run->arena, payment.id, &payment);
    }
    return e == ERR_OK ? look_again(tx, run, &payment) : e;
}
