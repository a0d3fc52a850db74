/* SPDX-License-Identifier: Apache-2.0 */
/* Announcements: how a lower room wakes a higher one without knowing it. The lower room announces
 * what happened, inside its transaction; app/feature_list.c lists who listens. Listeners run at
 * once, in the same transaction, in the order of the list: what they do is committed with the event
 * or not at all. Whatever may fail for reasons of its own (mail, PDF, a hook) is not done by a
 * listener but put as a job or into the outbox. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "db/db.h"

struct listener {
    const char *event; /* stable word: "invoice.paid" */
    /* May run twice (the transaction's rule). Anything but ERR_OK undoes the whole transaction. */
    err (*handle)(struct db *tx, struct arena *arena, str ref, when now);
};

#define LISTENERS_END                                                                              \
    {                                                                                              \
        0                                                                                          \
    }

/* Names the tables of listeners, a NULL-terminated list that lives as long as the program. Called
 * once at the start (of a test, of a command), before anything is announced. */
void announce_to(const struct listener *const *tables);

/* Tells every listener of the event; the first failure ends it and is returned. Nobody listening is
 * ERR_OK. */
MUST_CHECK err announce(struct db *tx, struct arena *arena, const char *event, str ref, when now);
