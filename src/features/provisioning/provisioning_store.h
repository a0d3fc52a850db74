/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the provisioning room. Private to it. */
#pragma once

#include "features/provisioning/provisioning.h"

/* *out_new: whether this is the first with its key; *out is then the new id, else the first's. */
err operation_store(struct db *tx, struct arena *arena, const struct operation_ask *ask,
                    operation_id *out, bool *out_new) MUST_CHECK;

/* The oldest of a subject that is not over: only its id, driver, state and attempts are filled.
 * ERR_NOT_FOUND: none. */
err operation_store_first(struct db *db, struct arena *arena, str subject,
                          struct operation *out) MUST_CHECK;

/* What staff has to look at, oldest first, behind a place in the list. */
err operations_for_staff(struct db *db, struct arena *arena, when after, str after_id,
                         int64_t limit, struct operation **out, size_t *out_count) MUST_CHECK;

err operations_count_for_staff(struct db *db, struct arena *arena, int64_t *out) MUST_CHECK;

/* An attempt begins; ERR_NOT_FOUND when it is not to be tried any more. */
err operation_store_claim(struct db *tx, operation_id id, when now) MUST_CHECK;

struct operation_report {
    int64_t percent;
    str step_uk, step_en;
};
err operation_store_progress(struct db *tx, operation_id id, const struct operation_report *report,
                             when now) MUST_CHECK;

struct operation_change {
    operation_id id;
    enum operation_state from, to;
    bool remote;
    int64_t attempts, progress;
    str answer, error;
    when now;
};
/* Both: ERR_CONFLICT when it does not stand at change->from any more. */
err operation_store_set(struct db *tx, const struct operation_change *change) MUST_CHECK;
err operation_store_end(struct db *tx, const struct operation_change *change) MUST_CHECK;

/* From failed to waiting; ERR_CONFLICT when it is not failed. */
err operation_store_retry(struct db *tx, operation_id id, when now) MUST_CHECK;
