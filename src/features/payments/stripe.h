/* SPDX-License-Identifier: Apache-2.0 */
/* Stripe Checkout: a session is created by an errand, the customer pays on Stripe's page, signed
 * notices tell of it, and a session without any notice is asked about. */
#pragma once

#include "features/payments/provider.h"
#include "json/reader.h"
#include "web/job.h"

#define STRIPE_CREATE_JOB "payments.stripe_create"
#define STRIPE_ASK_JOB "payments.stripe_ask"
#define STRIPE_EXPIRE_JOB "payments.stripe_expire"
#define STRIPE_REFUND_JOB "payments.stripe_refund"
#define STRIPE_REFUND_ASK_JOB "payments.stripe_refund_ask"

err stripe_create_go(struct db *db, const struct job_run *run, void **out_found);
err stripe_create(struct db *tx, const struct job_run *run);
err stripe_ask_go(struct db *db, const struct job_run *run, void **out_found);
err stripe_ask(struct db *tx, const struct job_run *run);
err stripe_expire_go(struct db *db, const struct job_run *run, void **out_found);
err stripe_expire(struct db *tx, const struct job_run *run);
err stripe_refund_go(struct db *db, const struct job_run *run, void **out_found);
err stripe_refund(struct db *tx, const struct job_run *run);

err stripe_refund_ask_go(struct db *db, const struct job_run *run, void **out_found);
err stripe_refund_ask(struct db *tx, const struct job_run *run);

/* What a refund says, as a notice. */
void stripe_read_refund(struct arena *arena, const struct json_node *refund, struct notice *out);
/* What a session that was asked for says, as a notice. */
void stripe_read_answer(struct arena *arena, const struct json_node *session, struct notice *out);
