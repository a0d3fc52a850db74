/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed.h"

#include "app/seed_papers.h"
#include "app/seed_people.h"
#include "app/seed_sql.h"
#include "app/seed_write.h"
#include "features/accounts/accounts.h"

#define BATCH_CUSTOMERS 500
#define BATCH_PAPERS 4000
#define BATCH_BYTES ((size_t)256 << 20)

/* Beyond this the data is for measuring: renewing all of its services would only disturb. */
#define WATCHED_MAX 10000

/* One transaction: some customers, or a part of a busy one. */
struct batch {
    const struct seed_plan *plan;
    const struct seed_goods *goods;
    const struct seed_papers *papers;
    uint64_t first, count; /* customers */
    size_t paper;          /* the first of theirs */
    struct seed_books before, books;
};

static struct account_draft draft_of(const struct seed_plan *plan, const struct seed_person *person)
{
    return (struct account_draft){
        .login = {person->login},
        .email = {person->email},
        .phone = {person->phone},
        .phone_proven = person->phone_proven,
        .name = person->name,
        .language = person->language,
        .timezone = person->timezone,
        .password_hash = plan->password_hash,
        .terms_version = plan->terms_version,
        .terms_at = person->registered_at,
        .network = person->network,
        .now = person->registered_at,
    };
}

/* Those of customer n, from *at on, which moves behind them. */
static size_t papers_of(const struct seed_papers *papers, uint64_t n, size_t *at)
{
    size_t first = *at;
    while (*at < papers->count && papers->items[*at].customer == n) {
        (*at)++;
    }
    return *at - first;
}

static err put_customer(struct db *tx, struct arena *arena, struct batch *batch, uint64_t n,
                        size_t *at)
{
    const struct seed_plan *plan = batch->plan;
    struct seed_person person = seed_person_at(arena, plan->seed, n);
    struct seed_purchase purchase;
    struct account_draft draft = draft_of(plan, &person);
    seed_purchase_at(plan->seed, n, &person, &purchase);
    struct seed_customer customer = {
        .plan = plan,
        .goods = batch->goods,
        .person = &person,
        .purchase = &purchase,
        .papers = &batch->papers->items[*at],
        .is_watched = plan->accounts <= WATCHED_MAX,
    };
    customer.count = papers_of(batch->papers, n, at);
    err e = account_create(tx, arena, &draft, &customer.account);
    return e == ERR_OK ? seed_write_customer(tx, arena, &batch->books, &customer) : e;
}

static err put_batch(struct db *tx, void *arg)
{
    struct batch *batch = arg;
    struct arena arena;
    size_t at = batch->paper;
    arena_init(&arena, BATCH_BYTES);
    batch->books = batch->before; /* of an attempt that failed */
    err e = ERR_OK;
    for (uint64_t i = 0; e == ERR_OK && i < batch->count; i++) {
        e = put_customer(tx, &arena, batch, batch->first + i, &at);
        arena_reset(&arena);
    }
    if (e == ERR_OK) {
        e = seed_books_close(tx, &batch->books);
    }
    arena_done(&arena);
    return e;
}

static err put_series(struct db *tx, void *arg)
{
    const struct seed_papers *papers = arg;
    struct arena arena;
    arena_init(&arena, BATCH_BYTES);
    const struct seed_series_set_in fixed[] = {
        {STR("payment"), papers->payments},
        {STR("order"), papers->orders},
        {STR("service"), papers->services},
    };
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(fixed); i++) {
        e = fixed[i].last > 0 ? seed_series_set(tx, &fixed[i]) : ERR_OK;
    }
    for (int i = 0; e == ERR_OK && i < (int)ARRAY_LEN(papers->years); i++) {
        struct seed_series_set_in in = {str_printf(&arena, "invoice:%04d", SEED_FIRST_YEAR + i),
                                        papers->years[i]};
        e = in.last > 0 ? seed_series_set(tx, &in) : ERR_OK;
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

/* How many customers make the next transaction: fewer where one has very much. */
static uint64_t size_of_batch(const struct batch *batch, uint64_t left, size_t *out_papers)
{
    uint64_t count = 0;
    size_t at = batch->paper;
    while (count < left && count < BATCH_CUSTOMERS && at - batch->paper < BATCH_PAPERS) {
        (void)papers_of(batch->papers, batch->first + count, &at);
        count++;
    }
    *out_papers = at - batch->paper;
    return count;
}

static err put_all(struct db *db, struct batch *batch)
{
    err e = ERR_OK;
    while (e == ERR_OK && batch->first < batch->plan->accounts) {
        size_t papers = 0;
        batch->count = size_of_batch(batch, batch->plan->accounts - batch->first, &papers);
        e = db_transaction(db, put_batch, batch);
        batch->first += batch->count;
        batch->paper += papers;
        batch->before = batch->books;
    }
    return e;
}

static err fill(struct db *db, struct arena *arena, const struct seed_plan *plan,
                struct seed_papers *papers, struct seed_counts *out)
{
    struct seed_goods goods = {0};
    seed_papers_of(plan, papers);
    struct batch batch = {.plan = plan, .goods = &goods, .papers = papers};
    when last = {SEED_LAST_DAY * (int64_t)WHEN_DAY};
    err e = seed_goods_of(db, arena, last, &goods);
    if (e == ERR_OK) {
        e = put_all(db, &batch);
    }
    if (e == ERR_OK) {
        e = db_transaction(db, put_series, papers);
    }
    *out = (struct seed_counts){.services = (uint64_t)papers->services,
                                .orders = (uint64_t)papers->orders,
                                .payments = (uint64_t)papers->payments};
    for (size_t i = 0; i < ARRAY_LEN(papers->years); i++) {
        out->invoices += (uint64_t)papers->years[i];
    }
    if (plan->transactions_of_one > 0) {
        out->busiest = seed_person_at(arena, plan->seed, seed_busiest(plan)).login;
    }
    return e;
}

err seed_fill(struct db_engine *engine, struct arena *arena, const struct seed_plan *plan,
              struct buf *complaints, struct seed_counts *out)
{
    struct db *db = NULL;
    struct seed_papers papers = {0};
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = refuse_filled(db, complaints);
    }
    if (e == ERR_OK) {
        e = fill(db, arena, plan, &papers, out);
        if (e != ERR_OK) {
            str story = db_story(db);
            buf_printf(complaints, "%" STR_FMT "\n", STR_ARG(story));
        }
    }
    seed_papers_done(&papers);
    db_close(&db);
    return e;
}
