/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed.h"

#include "app/seed_people.h"
#include "app/seed_sql.h"
#include "features/accounts/accounts.h"

#define BATCH 200
#define BATCH_BYTES ((size_t)8 << 20)

struct batch {
    const struct seed_plan *plan;
    uint64_t first, count;
};

static err put_person(struct db *tx, struct arena *arena, const struct seed_plan *plan, uint64_t n)
{
    struct seed_person person = seed_person_at(arena, plan->seed, n);
    struct account_draft draft = {
        .login = {person.login},
        .email = {person.email},
        .phone = {person.phone},
        .phone_proven = person.phone_proven,
        .name = person.name,
        .language = person.language,
        .timezone = person.timezone,
        .password_hash = plan->password_hash,
        .terms_version = plan->terms_version,
        .terms_at = person.registered_at,
        .network = person.network,
        .now = person.registered_at,
    };
    account_id id;
    return account_create(tx, arena, &draft, &id);
}

static err put_batch(struct db *tx, void *arg)
{
    const struct batch *batch = arg;
    struct arena arena;
    arena_init(&arena, BATCH_BYTES);
    err e = ERR_OK;
    for (uint64_t i = 0; e == ERR_OK && i < batch->count; i++) {
        e = put_person(tx, &arena, batch->plan, batch->first + i);
    }
    arena_done(&arena);
    return e;
}

static err refuse_filled(struct db *db, struct buf *complaints)
{
    struct arena arena;
    arena_init(&arena, BATCH_BYTES);
    struct seed_account_count_row row;
    err e = seed_account_count_one(db, &arena, &row);
    arena_done(&arena);
    if (e == ERR_OK && row.count > 0) {
        buf_put(complaints, STR("the database has accounts already; sample data goes into an empty "
                                "one only\n"));
        return ERR_CONFLICT;
    }
    return e;
}

err seed_fill(struct db_engine *engine, const struct seed_plan *plan, struct buf *complaints)
{
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = refuse_filled(db, complaints);
    }
    for (uint64_t done = 0; e == ERR_OK && done < plan->accounts; done += BATCH) {
        uint64_t left = plan->accounts - done;
        struct batch batch = {plan, done, left < BATCH ? left : BATCH};
        e = db_transaction(db, put_batch, &batch);
        if (e != ERR_OK) {
            str story = db_story(db);
            buf_printf(complaints, "%" STR_FMT "\n", STR_ARG(story));
        }
    }
    db_close(&db);
    return e;
}
