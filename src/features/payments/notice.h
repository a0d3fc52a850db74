/* SPDX-License-Identifier: Apache-2.0 */
/* Notices of providers: proven, stored byte for byte, then applied once. What does not fit the
 * payment it names credits nobody and is parked for staff. */
#pragma once

#include "features/payments/provider.h"

enum notice_fate {
    NOTICE_FATE_TAKEN,   /* stored and processed, now or before: the provider may forget it */
    NOTICE_FATE_REFUSED, /* not proven: nothing was stored */
};

struct notice_answer {
    enum notice_fate fate;
    const char *fault; /* of a refused one: stable word */
    notice_id id;      /* of a taken one */
};

/* A notice as it came in. Stores it in one transaction and processes it in the next, both durable
 * on return; one that could not be processed stays stored and is processed by a job. */
err notice_take(const struct site *site, struct db *db, struct arena *arena,
                const struct provider *provider, const struct notice_proof *proof, str network,
                struct notice_answer *out);

/* What a provider answered when asked: stored and processed in the caller's transaction. */
err notice_take_answer(struct db *tx, struct arena *arena, const struct notice *notice, when now);

/* Processes a stored notice; nothing happens to one that was processed before. */
err notice_apply(struct db *tx, struct arena *arena, notice_id id, when now);

/* Staff: applies a parked notice of money to the payment it belongs to, or, when that was credited
 * already, to a payment made for it on the same account. ERR_CONFLICT when it is not parked, tells
 * of no money, or is of another currency. */
err notice_match(struct db *tx, struct arena *arena, notice_id id, payment_id payment, str actor,
                 when now);
/* Staff: nothing is to be done about it, for the reason given. */
err notice_dismiss(struct db *tx, notice_id id, str actor, str reason, when now);
