/* SPDX-License-Identifier: Apache-2.0 */
#include "web/job.h"

#include "system/random.h"
#include "web/holder.h"
#include "web/job_queue.h"
#include "web/job_sql.h"

static err put_in(enum job_line line, struct db *tx, when now, str kind, str ref, when due,
                  str unique_key)
{
    struct arena scratch;
    arena_init(&scratch, 4096);
    struct job_insert_in in = {
        .id = {id_new(&scratch)},
        .kind = kind,
        .ref = ref.ptr == NULL ? STR("") : ref,
        .unique_key = unique_key.len > 0 ? unique_key : (str){0},
        .due_at = due,
        .now = now,
        .errand = line == JOB_LINE_ERRANDS,
    };
    err e = job_insert(tx, &in);
    arena_done(&scratch);
    if (e == ERR_OK) {
        job_bell_ring();
    }
    return e;
}

err job_put(struct db *tx, when now, str kind, str ref, when due, str unique_key)
{
    return put_in(JOB_LINE_PLAIN, tx, now, kind, ref, due, unique_key);
}

err job_put_errand(struct db *tx, when now, str kind, str ref, when due, str unique_key)
{
    return put_in(JOB_LINE_ERRANDS, tx, now, kind, ref, due, unique_key);
}

err job_queue_is_due(struct db *db, struct arena *arena, enum job_line line, when now)
{
    struct job_due_row row;
    return job_due_one(db, arena, &(struct job_due_in){now, line == JOB_LINE_ERRANDS}, &row);
}

err job_queue_claim(struct db *tx, struct arena *arena, enum job_line line, when now,
                    when lease_end, struct job_item *out)
{
    struct job_take_row row;
    struct job_take_in in = {now, lease_end, line == JOB_LINE_ERRANDS, holder_number()};
    err e = job_take_one(tx, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct job_item){row.id, row.kind, row.ref, row.due_at, row.attempts};
    }
    return e;
}

/* The claim was ours, or somebody else has the job now. */
static err if_ours(err e, int64_t changed)
{
    return e == ERR_OK && changed == 0 ? ERR_CONFLICT : e;
}

err job_queue_done(struct db *tx, const struct job_item *item)
{
    int64_t changed = 0;
    err e = job_delete_count(tx, &(struct job_delete_in){item->id, item->attempt}, &changed);
    return if_ours(e, changed);
}

err job_queue_again(struct db *tx, const struct job_item *item, when due, str error)
{
    int64_t changed = 0;
    struct job_again_in in = {item->id, item->attempt, due, error};
    err e = job_again_count(tx, &in, &changed);
    return if_ours(e, changed);
}

err job_queue_delay(struct db *tx, const struct job_item *item, when next_at, str error)
{
    int64_t changed = 0;
    struct job_delay_in in = {item->id, item->attempt, next_at, error};
    err e = job_delay_count(tx, &in, &changed);
    return if_ours(e, changed);
}

err job_queue_hold(struct db *tx, const struct job_item *item, when next_at)
{
    int64_t changed = 0;
    struct job_hold_in in = {item->id, item->attempt, next_at};
    err e = job_hold_count(tx, &in, &changed);
    return if_ours(e, changed);
}

err job_queue_unhold(struct db *tx)
{
    return job_unhold(tx);
}

err job_queue_bury(struct db *tx, const struct job_item *item, str error)
{
    int64_t changed = 0;
    struct job_bury_in in = {item->id, item->attempt, error};
    err e = job_bury_count(tx, &in, &changed);
    return if_ours(e, changed);
}

err job_queue_release(struct db *tx, when now)
{
    return job_release(tx, &(struct job_release_in){now});
}

err job_queue_list(struct db *db, struct arena *arena, int64_t limit, struct job_entry **out,
                   size_t *out_count)
{
    struct job_list_row *rows = NULL;
    size_t count = 0;
    err e = job_list_all(db, arena, &(struct job_list_in){limit}, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct job_entry *entries = ARENA_ARRAY(arena, struct job_entry, count);
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct job_entry){
            .id = rows[i].id,
            .kind = rows[i].kind,
            .ref = rows[i].ref,
            .state = rows[i].state,
            .error = rows[i].last_error,
            .due = rows[i].due_at,
            .next_at = rows[i].next_at,
            .attempts = rows[i].attempts,
        };
    }
    *out = entries;
    *out_count = count;
    return ERR_OK;
}

#define BLUR_LEAST_US 20000
#define BLUR_SPREAD_US 230000

err job_put_blurred(struct db *tx, when now, str kind, str ref)
{
    when due = when_add(now, BLUR_LEAST_US + random_below(BLUR_SPREAD_US));
    return job_put(tx, now, kind, ref, due, STR(""));
}
