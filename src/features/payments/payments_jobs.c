/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/notice.h"
#include "features/payments/notice_store.h"
#include "features/payments/payments_mail.h"
#include "features/payments/sandbox.h"
#include "features/payments/stripe.h"
#include "features/payments/watch.h"

#define NOTICES_A_RUN 50

/* Notices that were stored and, for whatever reason, not processed: each gets a job of its own, so
 * that one that cannot be processed holds up no other. */
static err find_stored(struct db *tx, const struct job_run *run)
{
    struct notice *notices = NULL;
    size_t count = 0;
    err e = notice_store_waiting(tx, run->arena, STR("received"), NOTICES_A_RUN, &notices, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        str id = notices[i].id.text;
        e = job_put(tx, run->now, STR(PAYMENT_NOTICE_JOB), id, run->now, id);
    }
    return e;
}

static err process_stored(struct db *tx, const struct job_run *run)
{
    return notice_apply(tx, run->arena, (notice_id){run->ref}, run->now);
}

const struct job_kind payments_jobs[] = {
    {.name = PAYMENT_WATCH_JOB, .run = payment_watch},
    {.name = PAYMENT_LETTER_JOB, .run = payment_letter, .on_any_clock = true},
    {.name = PAYMENT_RETURN_LETTER_JOB, .run = payment_return_letter, .on_any_clock = true},
    {.name = PAYMENT_NOTICE_JOB, .run = process_stored},
    {.name = PAYMENT_NOTICES_JOB,
     .run = find_stored,
     .period_us = WHEN_MINUTE,
     .catch_up = JOB_RUN_ONCE},
    {.name = SANDBOX_REFUND_JOB, .run = sandbox_refund},
    {.name = STRIPE_CREATE_JOB, .go = stripe_create_go, .run = stripe_create, .on_any_clock = true},
    {.name = STRIPE_ASK_JOB, .go = stripe_ask_go, .run = stripe_ask},
    {.name = STRIPE_EXPIRE_JOB, .go = stripe_expire_go, .run = stripe_expire, .on_any_clock = true},
    {.name = STRIPE_REFUND_ASK_JOB, .go = stripe_refund_ask_go, .run = stripe_refund_ask},
    {.name = STRIPE_REFUND_JOB, .go = stripe_refund_go, .run = stripe_refund},
    JOB_KINDS_END,
};
