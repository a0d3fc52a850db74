/* SPDX-License-Identifier: Apache-2.0 */
#include "app/demo_data.h"

#include "features/catalogue/catalogue.h"
#include "features/invoices/invoices.h"
#include "system/clock.h"

#define ARENA_BYTES ((size_t)8 << 20)

static err put(struct db *tx, void *arg)
{
    (void)arg;
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    err e = catalogue_demo_fill(tx, &arena, clock_now());
    if (e == ERR_OK) {
        e = seller_demo_fill(tx, &arena, clock_now());
    }
    arena_done(&arena);
    return e;
}

err demo_data_put(struct db_engine *engine)
{
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = db_transaction(db, put, NULL);
    }
    db_close(&db);
    return e;
}
