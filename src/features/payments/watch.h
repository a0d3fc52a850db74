/* SPDX-License-Identifier: Apache-2.0 */
/* The jobs of payments: asking about those without any notice, giving them up in the end,
 * writing to the customer, and notices that were stored and not yet processed. */
#pragma once

#include "features/payments/payments.h"

#define PAYMENT_WATCH_JOB "payments.watch"
#define PAYMENT_LETTER_JOB "payments.letter"
#define PAYMENT_RETURN_LETTER_JOB "payments.return_letter"
#define PAYMENT_NOTICE_JOB "payments.notice"
#define PAYMENT_NOTICES_JOB "payments.notices"

/* Puts the first look at a payment that was begun. */
err watch_begin(struct db *tx, const struct payment *payment);

/* The job: asks the provider, then looks again later or gives the payment up. */
err payment_watch(struct db *tx, const struct job_run *run);
