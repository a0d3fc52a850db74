/* SPDX-License-Identifier: Apache-2.0 */
/* The provider of the demonstration: a page of its own where the visitor pays, declines, or leaves
 * the payment pending, and signed notices like those of a real one (docs/payments.md). Its page and
 * its memory know nothing of the shop's. Only with --demo. */
#pragma once

#include "base/secret.h"
#include "features/payments/payments.h"

#define SANDBOX_REFUND_JOB "payments.sandbox_refund"
#define SANDBOX_SIGNATURE "Kabinet-Signature"

struct sandbox_payment {
    str external_id;
    payment_id payment;
    money amount;
    str state; /* "open", "pending", "paid", "declined" */
    str body;  /* of the newest notice, or empty */
};

/* The secret of its notices: the setting, or one drawn from the site's key. */
struct secret sandbox_secret(struct arena *arena, const struct site *site);

/* What it tells of a payment in that state. */
str sandbox_body(struct arena *arena, const struct sandbox_payment *one, const char *state);

/* ERR_NOT_FOUND when the shop announced no such payment. */
MUST_CHECK err sandbox_payment_of(struct db *db, struct arena *arena, payment_id payment,
                                  struct sandbox_payment *out);

/* What the visitor chose: "paid", "declined" or "pending". Keeps the notice that tells of it, to be
 * sent by the caller; ERR_CONFLICT when it was paid or declined before. */
MUST_CHECK err sandbox_choose(struct db *tx, struct arena *arena, payment_id payment,
                              const char *state, when now, struct sandbox_payment *out);

/* The job: the sandbox gives money back at once. */
err sandbox_refund(struct db *tx, const struct job_run *run);
