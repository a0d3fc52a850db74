/* SPDX-License-Identifier: Apache-2.0 */
#include "web/job.h"

#include "system/clock.h"
#include "test.h"
#include "testdb.h"
#include "web/job_desk.h"
#include "web/job_queue.h"

static struct test_db t;
static const when noon = {INT64_C(1795348800000000)};

struct work {
    when at;
    str key;
    struct job_item item;
    str error;
};

static err put_fn(struct db *tx, void *arg)
{
    const struct work *work = arg;
    return job_put(tx, noon, STR("kind"), STR("ref"), work->at, work->key);
}

static err claim_fn(struct db *tx, void *arg)
{
    struct work *work = arg;
    return job_queue_claim(tx, &t.arena, JOB_LINE_PLAIN, work->at, when_add(work->at, WHEN_MINUTE),
                           &work->item);
}

static err done_fn(struct db *tx, void *arg)
{
    return job_queue_done(tx, &((struct work *)arg)->item);
}

static err delay_fn(struct db *tx, void *arg)
{
    const struct work *work = arg;
    return job_queue_delay(tx, &work->item, work->at, STR("unavailable"));
}

static err bury_fn(struct db *tx, void *arg)
{
    return job_queue_bury(tx, &((struct work *)arg)->item, STR("internal"));
}

static err retry_fn(struct db *tx, void *arg)
{
    const struct work *work = arg;
    return job_desk_retry(tx, work->item.id, work->at);
}

static err drop_fn(struct db *tx, void *arg)
{
    return job_desk_drop(tx, ((struct work *)arg)->item.id);
}

static err run(db_fn *fn, struct work *work)
{
    return db_transaction(t.db, fn, work);
}

static void test_queue(void)
{
    struct work work = {.at = noon};
    test ("jobs with one key are one while it waits, and a new one after it is done") {
        work.key = STR("k");
        expect(run(put_fn, &work) == ERR_OK && run(put_fn, &work) == ERR_OK);
        expect(run(claim_fn, &work) == ERR_OK);
        expect_str(work.item.ref, STR("ref"));
        struct work other = {.at = noon};
        expect(run(claim_fn, &other) == ERR_NOT_FOUND);
        expect(run(done_fn, &work) == ERR_OK);
        expect(run(put_fn, &work) == ERR_OK);
        expect(run(claim_fn, &work) == ERR_OK && run(done_fn, &work) == ERR_OK);
    }
    test ("a job is not due before its time") {
        work = (struct work){.at = when_add(noon, WHEN_HOUR)};
        expect(run(put_fn, &work) == ERR_OK);
        db_snapshot_end(t.db);
        expect(job_queue_is_due(t.db, &t.arena, JOB_LINE_PLAIN, noon) == ERR_NOT_FOUND);
        expect(job_queue_is_due(t.db, &t.arena, JOB_LINE_PLAIN, work.at) == ERR_OK);
        expect(run(claim_fn, &work) == ERR_OK);
    }
    test ("whoever lost the lease cannot end the job") {
        struct work second = {.at = when_add(work.at, 2 * WHEN_MINUTE)};
        expect(run(claim_fn, &second) == ERR_OK);
        expect(run(done_fn, &work) == ERR_CONFLICT);
        work = second;
    }
    test ("a failed job waits and in the end is kept as a dead letter") {
        work.at = when_add(work.at, WHEN_HOUR);
        expect(run(delay_fn, &work) == ERR_OK);
        expect(run(claim_fn, &work) == ERR_OK);
        expect_i64(work.item.attempt, 3);
        expect(run(bury_fn, &work) == ERR_OK);
        work.at = when_add(work.at, WHEN_DAY);
        expect(run(claim_fn, &work) == ERR_NOT_FOUND);
        struct job_entry *entries = NULL;
        size_t count = 0;
        db_snapshot_end(t.db);
        expect(job_queue_list(t.db, &t.arena, 10, &entries, &count) == ERR_OK && count == 1);
        expect_str(entries[0].state, STR("dead"));
        expect_str(entries[0].error, STR("internal"));
    }
}

static void test_desk(void)
{
    struct work work = {.at = when_add(noon, 3 * WHEN_DAY)};
    int64_t dead = 0;
    struct job_entry entry;
    expect(run(put_fn, &work) == ERR_OK && run(claim_fn, &work) == ERR_OK);
    test ("only a dead letter is tried again or dropped") {
        expect(run(retry_fn, &work) == ERR_CONFLICT && run(drop_fn, &work) == ERR_CONFLICT);
    }
    test ("a dead letter that is tried again has all its attempts anew, at once") {
        expect(run(bury_fn, &work) == ERR_OK && run(claim_fn, &work) == ERR_NOT_FOUND);
        db_snapshot_end(t.db);
        expect(job_desk_dead(t.db, &t.arena, &dead) == ERR_OK && dead >= 1);
        expect(run(retry_fn, &work) == ERR_OK && run(claim_fn, &work) == ERR_OK);
        expect_i64(work.item.attempt, 1);
    }
    test ("one that is dropped is gone") {
        expect(run(bury_fn, &work) == ERR_OK && run(drop_fn, &work) == ERR_OK);
        db_snapshot_end(t.db);
        expect(job_desk_find(t.db, &t.arena, work.item.id, &entry) == ERR_NOT_FOUND);
        expect(run(drop_fn, &work) == ERR_CONFLICT);
    }
}

static void test_bell(void)
{
    test ("the bell wakes who has not seen its last ring, and nobody waits longer than told") {
        uint64_t seen = job_bell_count();
        job_bell_ring();
        expect(job_bell_wait(seen, 60000) == seen + 1);
        int64_t begin = clock_monotonic_us();
        expect(job_bell_wait(seen + 1, 20) == seen + 1);
        expect(clock_monotonic_us() - begin >= 19000);
    }
}

int main(void)
{
    if (!test_db_open(&t)) {
        return tests_skipped("this engine is not at hand");
    }
    test_queue();
    test_desk();
    test_bell();
    test_db_close(&t);
    return tests_done();
}
