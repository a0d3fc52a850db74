/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the catalogue. Private to it. */
#pragma once

#include "features/catalogue/catalogue.h"

struct plan_group {
    plan_group_id id;
    str code;
    struct words name, about;
    int64_t position;
};

err catalogue_store_groups(struct db *db, struct arena *arena, struct plan_group **out,
                           size_t *out_count);
/* Every plan customers may see, in the storefront's order. */
err catalogue_store_plans(struct db *db, struct arena *arena, struct plan **out, size_t *out_count);

/* ERR_CONFLICT when the code is taken. */
err catalogue_store_group_new(struct db *tx, const struct plan_group *group);
/* A plan without a version. ERR_CONFLICT when the code is taken. */
err catalogue_store_plan_new(struct db *tx, const struct plan *plan);
err catalogue_store_version(struct db *tx, struct arena *arena, const struct plan *plan, str author,
                            when now);

/* Which version is sold (0: none yet), and which number was given last. */
err catalogue_store_advance(struct db *tx, plan_id plan, int64_t version, int64_t last_version);

struct promo {
    promo_id id;
    str code;
    enum promo_kind kind;
    int64_t value;
    str currency; /* "" = any */
    str plans;    /* codes divided by blanks; "" = all */
    int64_t periods, limit_total, limit_customer, uses;
    when starts_at, ends_at;
    bool enabled;
};

str promo_kind_word(enum promo_kind kind);
bool promo_kind_of(str word, enum promo_kind *out);
/* ERR_NOT_FOUND */
err promo_store_find(struct db *db, struct arena *arena, str code, struct promo *out);
/* ERR_CONFLICT when the code is taken. */
err promo_store_new(struct db *tx, const struct promo *promo);
err promo_store_used_by(struct db *db, struct arena *arena, promo_id promo, account_id account,
                        int64_t *out);

struct tax_rule {
    str code, country;
    struct words name;
    int64_t rate_bp;
    bool inclusive;
};
/* The rule for a country, else for every other. No code: no tax. ERR_NOT_FOUND */
err tax_store_find(struct db *db, struct arena *arena, str code, str country, struct tax_rule *out);
/* Does this tax come on top of prices (for payers of no special country)? */
err tax_store_added(struct db *db, struct arena *arena, str code, bool *out);
err tax_store_put(struct db *tx, const struct tax_rule *rule);
err tax_store_exempt(struct db *db, struct arena *arena, account_id account, bool *out);

err stock_store_held(struct db *db, struct arena *arena, account_id account, plan_id plan,
                     int64_t *out);
