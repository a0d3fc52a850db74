/* SPDX-License-Identifier: Apache-2.0 */
/* What the room needs of a payment provider: a row of functions. A provider says whether a notice
 * is his and what it means; what follows from it for money is decided in one place (apply.c), the
 * same for all. */
#pragma once

#include <stdbool.h>

#include "features/payments/payments.h"
#include "features/payments/returns.h"

#define NOTICE_KIND_LIST(X)                                                                        \
    X(NOTICE_OTHER, "other") /* nothing that concerns money here */                                \
    X(NOTICE_PAID, "paid")                                                                         \
    X(NOTICE_PENDING, "pending")                                                                   \
    X(NOTICE_FAILED, "failed")                                                                     \
    X(NOTICE_CHARGED_BACK, "charged_back")                                                         \
    X(NOTICE_REFUND_PENDING, "refund_pending")                                                     \
    X(NOTICE_REFUND_DONE, "refund_done")                                                           \
    X(NOTICE_REFUND_FAILED, "refund_failed")                                                       \
    X(NOTICE_UNREADABLE, "unreadable") /* proven, but not of a form we know */

enum notice_kind {
#define X(name, word) name,
    NOTICE_KIND_LIST(X)
#undef X
};

/* What a notice says, in the same words for every provider. Absent texts are empty. */
struct notice {
    notice_id id;
    str provider;
    enum notice_kind kind;
    str event_id;    /* the provider's id of the event; never empty */
    str payment_ref; /* our payment (or refund), as it was handed to the provider */
    str external_id; /* the provider's id of the payment (or refund) */
    str charge_id;   /* the provider's id of the money taken */
    int64_t amount;  /* minor units */
    str currency;
    str body, signature, network;
    str state, reason;
    payment_id payment; /* what it was applied to */
    when received_at, settled_at;
    str settled_by;
};

/* What proves a notice. */
struct notice_proof {
    str body;      /* as it came */
    str signature; /* the value of the provider's header */
    when now;
};

struct provider {
    const char *name;
    const char *title, *hint;
    int64_t open_us; /* how long a payment waits for its notice, unless open_until says it */
    when (*open_until)(const struct payment_ask *ask);
    bool (*is_offered)(const struct site *site, str currency);

    /* In the transaction that begins the payment, once its row is there: hands it to the provider,
     * or puts the job that will, and brings *payment up to what was stored. */
    err (*begin)(struct db *tx, struct arena *arena, const struct site *site,
                 struct payment *payment);

    /* Notices: the header with the signature (NULL: there are no notices), whether the signature is
     * his and fresh (NULL, or a stable word of what is wrong), and what the body says. */
    const char *signature_header;
    bool (*is_listening)(const struct site *site); /* with notices: is the secret there? */
    const char *(*fault)(const struct site *site, struct arena *arena,
                         const struct notice_proof *proof);
    void (*read)(struct arena *arena, str body, struct notice *out);

    /* Asks about an open payment without any notice; NULL: there is nobody to ask. What he
     * answers is applied like a notice. */
    err (*poll)(struct db *tx, const struct job_run *run, const struct payment *payment);

    /* Puts the job that closes there what the provider has for a payment nobody is to make any
     * more; NULL: there is nothing to close. */
    err (*close)(struct db *tx, const struct payment *payment, when now);

    /* Puts the job that sends money back; NULL: people do that by hand. The job ends with
     * return_done or return_failed, or asks on as long as it is under way. */
    err (*give_back)(struct db *tx, const struct site *site, const struct payment *payment,
                     const struct payment_return *one, when now);
};

/* NULL when there is none of that name. */
const struct provider *provider_by_name(str name);
/* NULL-terminated. */
extern const struct provider *const providers[];

extern const struct provider provider_sandbox, provider_bank, provider_stripe;

str notice_kind_word(enum notice_kind kind);
