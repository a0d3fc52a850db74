/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue_store.h"

static bool has(const str *list, size_t count, str word)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i], word)) {
            return true;
        }
    }
    return false;
}

err catalogue_currencies(struct db *db, struct arena *arena, str **out, size_t *out_count)
{
    struct plan *plans = NULL;
    size_t plan_count = 0;
    size_t prices = 0;
    err e = catalogue_store_plans(db, arena, &plans, &plan_count);
    for (size_t i = 0; e == ERR_OK && i < plan_count; i++) {
        prices += plans[i].price_count;
    }
    *out = ARENA_ARRAY(arena, str, prices);
    *out_count = 0;
    for (size_t i = 0; e == ERR_OK && i < plan_count; i++) {
        for (size_t k = 0; k < plans[i].price_count; k++) {
            str currency = str_from_z(plans[i].prices[k].currency);
            if (!has(*out, *out_count, currency)) {
                (*out)[(*out_count)++] = currency;
            }
        }
    }
    return e;
}

err plans_shown(struct db *db, struct arena *arena, struct plan **out, size_t *out_count)
{
    return catalogue_store_plans(db, arena, out, out_count);
}
