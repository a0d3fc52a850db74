/* SPDX-License-Identifier: Apache-2.0 */
#include "web/job_desk.h"

#include "web/job_desk_sql.h"

err job_desk_dead(struct db *db, struct arena *arena, int64_t *out)
{
    struct job_dead_count_row row;
    err e = job_dead_count_one(db, arena, &row);
    *out = e == ERR_OK ? row.count : 0;
    return e;
}

err job_desk_find(struct db *db, struct arena *arena, job_id id, struct job_entry *out)
{
    struct job_find_row row;
    err e = job_find_one(db, arena, &(struct job_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = (struct job_entry){
            .id = row.id,
            .kind = row.kind,
            .ref = row.ref,
            .state = row.state,
            .error = row.last_error,
            .due = row.due_at,
            .next_at = row.next_at,
            .attempts = row.attempts,
        };
    }
    return e;
}

err job_desk_retry(struct db *tx, job_id id, when now)
{
    int64_t changed = 0;
    err e = job_revive_count(tx, &(struct job_revive_in){.id = id, .now = now}, &changed);
    if (e == ERR_OK && changed == 1) {
        job_bell_ring();
    }
    return e == ERR_OK && changed != 1 ? ERR_CONFLICT : e;
}

err job_desk_drop(struct db *tx, job_id id)
{
    int64_t changed = 0;
    err e = job_drop_count(tx, &(struct job_drop_in){.id = id}, &changed);
    return e == ERR_OK && changed != 1 ? ERR_CONFLICT : e;
}
