/* SPDX-License-Identifier: Apache-2.0 */
/* Promo codes, taxes and who is exempt from them, for staff. */
#include "features/catalogue/catalogue_sql.h"
#include "features/catalogue/edit.h"

err edit_promos(struct db *db, struct arena *arena, struct promo **out, size_t *out_count)
{
    struct promos_all_row *rows = NULL;
    err e = promos_all_all(db, arena, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct promo, *out_count);
    for (size_t i = 0; e == ERR_OK && i < *out_count; i++) {
        (*out)[i] = (struct promo){
            .id = rows[i].id,
            .code = rows[i].code,
            .value = rows[i].value,
            .currency = rows[i].currency,
            .plans = rows[i].plans,
            .periods = rows[i].periods,
            .limit_total = rows[i].limit_total,
            .limit_customer = rows[i].limit_customer,
            .uses = rows[i].uses,
            .starts_at = rows[i].starts_at,
            .ends_at = rows[i].ends_at,
            .enabled = rows[i].enabled,
        };
        e = promo_kind_of(rows[i].kind, &(*out)[i].kind) ? ERR_OK : ERR_INTERNAL;
    }
    return e;
}

err edit_promo(struct db *tx, const struct promo *promo)
{
    struct promo_set_in in = {
        .id = promo->id,
        .plans = promo->plans,
        .limit_total = promo->limit_total,
        .limit_customer = promo->limit_customer,
        .starts_at = promo->starts_at,
        .ends_at = promo->ends_at,
        .enabled = promo->enabled,
    };
    return promo_set(tx, &in);
}

err edit_taxes(struct db *db, struct arena *arena, struct tax_rule **out, size_t *out_count)
{
    struct tax_rules_all_row *rows = NULL;
    err e = tax_rules_all_all(db, arena, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct tax_rule, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = (struct tax_rule){
            .code = rows[i].code,
            .country = rows[i].country,
            .name = {rows[i].name_uk, rows[i].name_en},
            .rate_bp = rows[i].rate_bp,
            .inclusive = rows[i].inclusive,
        };
    }
    return ERR_OK;
}

err edit_exemptions(struct db *db, struct arena *arena, struct tax_exemption **out,
                    size_t *out_count)
{
    struct tax_exemptions_all_row *rows = NULL;
    err e = tax_exemptions_all_all(db, arena, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct tax_exemption, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = (struct tax_exemption){
            .account = rows[i].account_id,
            .number = rows[i].number,
            .login = rows[i].login,
            .reason = rows[i].reason,
            .actor = rows[i].actor,
            .at = rows[i].at,
        };
    }
    return ERR_OK;
}

err edit_account_of_number(struct db *db, struct arena *arena, int64_t number, account_id *out)
{
    struct account_of_number_row row;
    err e =
        account_of_number_one(db, arena, &(struct account_of_number_in){.number = number}, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err edit_exempt(struct db *tx, account_id account, str reason, str actor, when now)
{
    struct tax_exemption_put_in in = {
        .account = account, .reason = reason, .actor = actor, .now = now};
    return tax_exemption_put(tx, &in);
}

err edit_exempt_end(struct db *tx, account_id account)
{
    return tax_exemption_delete(tx, &(struct tax_exemption_delete_in){.account = account});
}
