/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of an operation's life inside the room. Private to it. */
#pragma once

#include "features/provisioning/provisioning.h"

#define OPERATION_ERRAND "provisioning.attempt"
#define OPERATION_OVERDUE "provisioning.overdue"

struct operation_change;

/* Lets the oldest waiting operation of a subject begin: puts its errand, or gives it to staff. */
err operation_next(struct db *tx, struct arena *arena, str subject, when now) MUST_CHECK;

err operation_announce(struct db *tx, struct arena *arena, operation_id id, when now) MUST_CHECK;

/* Stores an end, announces it, and gives the next one its turn. */
err operation_end_as(struct db *tx, struct arena *arena, const struct operation *operation,
                     const struct operation_change *change) MUST_CHECK;
