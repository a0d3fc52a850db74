/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of promo codes and taxes. */
#include "features/catalogue/catalogue_sql.h"
#include "features/catalogue/catalogue_store.h"

static const char *const kind_words[] = {"none", "percent", "fixed", "free_setup"};

str promo_kind_word(enum promo_kind kind)
{
    return str_from_z(kind_words[kind]);
}

bool promo_kind_of(str word, enum promo_kind *out)
{
    for (size_t i = 1; i < ARRAY_LEN(kind_words); i++) {
        if (str_eq(word, str_from_z(kind_words[i]))) {
            *out = (enum promo_kind)i;
            return true;
        }
    }
    return false;
}

err promo_store_find(struct db *db, struct arena *arena, str code, struct promo *out)
{
    struct promo_find_row row;
    err e = promo_find_one(db, arena, &(struct promo_find_in){.code = code}, &row);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct promo){
        .id = row.id,
        .code = row.code,
        .value = row.value,
        .currency = row.currency,
        .plans = row.plans,
        .periods = row.periods,
        .limit_total = row.limit_total,
        .limit_customer = row.limit_customer,
        .uses = row.uses,
        .starts_at = row.starts_at,
        .ends_at = row.ends_at,
        .enabled = row.enabled,
    };
    return promo_kind_of(row.kind, &out->kind) ? ERR_OK : ERR_INTERNAL;
}

err promo_store_new(struct db *tx, const struct promo *promo)
{
    int64_t made = 0;
    struct promo_insert_in in = {
        .id = promo->id,
        .code = promo->code,
        .kind = promo_kind_word(promo->kind),
        .value = promo->value,
        .currency = promo->currency,
        .plans = promo->plans,
        .periods = promo->periods,
        .limit_total = promo->limit_total,
        .limit_customer = promo->limit_customer,
        .starts_at = promo->starts_at,
        .ends_at = promo->ends_at,
        .enabled = promo->enabled,
    };
    err e = promo_insert_count(tx, &in, &made);
    return e == ERR_OK && made == 0 ? ERR_CONFLICT : e;
}

err promo_store_used_by(struct db *db, struct arena *arena, promo_id promo, account_id account,
                        int64_t *out)
{
    struct promo_used_by_row row;
    struct promo_used_by_in in = {.account = account, .promo = promo};
    err e = promo_used_by_one(db, arena, &in, &row);
    *out = e == ERR_OK ? row.used : 0;
    return e;
}

err tax_store_find(struct db *db, struct arena *arena, str code, str country, struct tax_rule *out)
{
    *out = (struct tax_rule){.code = code};
    if (code.len == 0) {
        return ERR_OK;
    }
    struct tax_rule_of_row row;
    struct tax_rule_of_in in = {.code = code, .country = country};
    err e = tax_rule_of_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct tax_rule){
            .code = code,
            .country = row.country,
            .name = {row.name_uk, row.name_en},
            .rate_bp = row.rate_bp,
            .inclusive = row.inclusive,
        };
    }
    return e;
}

err tax_store_added(struct db *db, struct arena *arena, str code, bool *out)
{
    struct tax_rule rule;
    err e = tax_store_find(db, arena, code, STR(""), &rule);
    *out = e == ERR_OK && !rule.inclusive && rule.rate_bp > 0;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err tax_store_put(struct db *tx, const struct tax_rule *rule)
{
    struct tax_rule_put_in in = {
        .code = rule->code,
        .country = rule->country,
        .name_uk = rule->name.uk,
        .name_en = rule->name.en,
        .rate_bp = rule->rate_bp,
        .inclusive = rule->inclusive,
    };
    return tax_rule_put(tx, &in);
}

err tax_store_exempt(struct db *db, struct arena *arena, account_id account, bool *out)
{
    *out = false;
    if (account.text.len == 0) {
        return ERR_OK;
    }
    struct tax_exempt_account_row row;
    err e = tax_exempt_account_one(db, arena, &(struct tax_exempt_account_in){.account = account},
                                   &row);
    *out = e == ERR_OK && row.exempt > 0;
    return e;
}
