/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/payers.h"

#include "features/accounts/accounts.h"
#include "features/payers/payers_store.h"
#include "features/payers/tax_number.h"
#include "json/writer.h"

err payer_of_account(struct db *db, struct arena *arena, account_id account, payer_id id,
                     struct payer *out)
{
    if (id.text.len == 0) {
        return payer_store_default(db, arena, account, out);
    }
    struct payer payer;
    err e = payer_store_find(db, arena, account, id, &payer);
    if (e == ERR_OK && !when_is_none(payer.deactivated_at)) {
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        *out = payer;
    }
    return e;
}

/* Who stands on documents of an account that never named a payer. */
static err account_itself(struct db *db, struct arena *arena, account_id account, struct payer *out)
{
    struct account of;
    err e = account_by_id(db, arena, account, &of);
    if (e == ERR_OK) {
        *out = (struct payer){
            .account = account,
            .kind = STR("individual"),
            .name = of.name.len > 0 ? of.name : of.login,
        };
    }
    return e;
}

static err payer_or_itself(struct db *db, struct arena *arena, account_id account, payer_id id,
                           struct payer *out)
{
    err e = payer_of_account(db, arena, account, id, out);
    return e == ERR_NOT_FOUND && id.text.len == 0 ? account_itself(db, arena, account, out) : e;
}

err payer_snapshot(struct db *db, struct arena *arena, account_id account, payer_id id, str *out)
{
    struct payer payer;
    err e = payer_or_itself(db, arena, account, id, &payer);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "kind"), json_str(&json, payer.kind);
    json_key(&json, "name"), json_str(&json, payer.name);
    json_key(&json, "tax_number"), json_str(&json, payer.tax_number);
    json_key(&json, "vat_number"), json_str(&json, payer.vat_number);
    json_key(&json, "iban"), json_str(&json, payer.iban);
    json_key(&json, "country"), json_str(&json, payer.country);
    json_key(&json, "address"), json_str(&json, payer.address);
    json_end(&json);
    *out = buf_str(&text);
    return ERR_OK;
}

err payer_is_exempt(struct db *db, struct arena *arena, account_id account, payer_id id, bool *out)
{
    struct payer payer;
    err e = payer_or_itself(db, arena, account, id, &payer);
    if (e == ERR_OK) {
        *out = payer.tax_exempt;
    }
    return e;
}

const char *payer_iban_parse(struct arena *arena, str typed, str *out)
{
    return iban_parse(arena, typed, out);
}
