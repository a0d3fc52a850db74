/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed_goods.h"

static const char *const currencies[] = {"UAH", "EUR"};
static const int periods[SEED_PERIODS] = {1, 3, 12};

static err ask_one(struct db *db, struct arena *arena, when now, enum seed_good good, int months,
                   const char *currency, struct quote_line *out)
{
    static const char *const codes[GOOD_COUNT] = {
        [GOOD_START] = "vps-start",
        [GOOD_PRO] = "vps-pro",
        [GOOD_MAX] = "vps-max",
        [GOOD_DOMAIN] = "domain-ua",
    };
    struct quote_item item = {.plan = str_from_z(codes[good]), .months = months, .quantity = 1};
    struct quote_ask ask = {
        .currency = str_from_z(currency), .items = &item, .count = 1, .now = now};
    struct quote quote;
    struct quote_fault fault = {0};
    err e = catalogue_quote(db, arena, &ask, &quote, &fault);
    if (e == ERR_OK) {
        *out = quote.lines[0];
    }
    return e;
}

struct filling {
    struct arena *arena;
    when now;
};

static err fill(struct db *tx, void *arg)
{
    const struct filling *filling = arg;
    return catalogue_demo_fill(tx, filling->arena, filling->now);
}

err seed_goods_of(struct db *db, struct arena *arena, when now, struct seed_goods *out)
{
    struct filling filling = {arena, now};
    err e = db_transaction(db, fill, &filling);
    for (size_t good = 0; good < GOOD_COUNT; good++) {
        for (size_t p = 0; p < SEED_PERIODS; p++) {
            for (size_t c = 0; c < 2 && e == ERR_OK; c++) {
                if (good != GOOD_DOMAIN || periods[p] == 12) {
                    e = ask_one(db, arena, now, (enum seed_good)good, periods[p], currencies[c],
                                &out->lines[good][p][c]);
                }
            }
        }
    }
    db_snapshot_end(db);
    return e;
}

const struct quote_line *seed_good_line(const struct seed_goods *goods, enum seed_good good,
                                        int months, const char *currency)
{
    size_t period = months == 1 ? 0 : months == 3 ? 1 : 2;
    size_t which = str_eq(str_from_z(currency), str_from_z(currencies[0])) ? 0 : 1;
    return &goods->lines[good][period][which];
}
