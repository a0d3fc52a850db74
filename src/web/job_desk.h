/* SPDX-License-Identifier: Apache-2.0 */
/* People's side of the job table: what became a dead letter is tried again or dropped. */
#pragma once

#include "web/job_queue.h"

/* How many dead letters there are. */
err job_desk_dead(struct db *db, struct arena *arena, int64_t *out) MUST_CHECK;
/* ERR_NOT_FOUND when the job is done or never was. */
err job_desk_find(struct db *db, struct arena *arena, job_id id, struct job_entry *out) MUST_CHECK;
/* All attempts begin anew, at once. ERR_CONFLICT when it is no dead letter any more. */
err job_desk_retry(struct db *tx, job_id id, when now) MUST_CHECK;
/* It will never be done. ERR_CONFLICT likewise. */
err job_desk_drop(struct db *tx, job_id id) MUST_CHECK;
