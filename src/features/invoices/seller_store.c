/* SPDX-License-Identifier: Apache-2.0 */
/* The seller whom invoices name: versions, of which the newest counts. */
#include "features/invoices/invoices_sql.h"
#include "features/invoices/invoices_store.h"
#include "features/invoices/seller.h"
#include "json/writer.h"

err seller_now(struct db *db, struct arena *arena, struct seller *out)
{
    struct seller_find_row row;
    err e = seller_find_one(db, arena, &row);
    if (e == ERR_NOT_FOUND) {
        str none = STR("");
        *out = (struct seller){0, none, none, none, none, none, none, none, none, none, none};
        return ERR_OK;
    }
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct seller){
        .version = row.version,
        .name_uk = row.name_uk,
        .name_en = row.name_en,
        .tax_number = row.tax_number,
        .vat_number = row.vat_number,
        .iban = row.iban,
        .bank = row.bank,
        .address_uk = row.address_uk,
        .address_en = row.address_en,
        .signer_uk = row.signer_uk,
        .signer_en = row.signer_en,
    };
    return ERR_OK;
}

err seller_put(struct db *tx, const struct seller *seller, str actor, when now)
{
    return seller_insert(tx, &(struct seller_insert_in){
                                 .name_uk = seller->name_uk,
                                 .name_en = seller->name_en,
                                 .tax_number = seller->tax_number,
                                 .vat_number = seller->vat_number,
                                 .iban = seller->iban,
                                 .bank = seller->bank,
                                 .address_uk = seller->address_uk,
                                 .address_en = seller->address_en,
                                 .signer_uk = seller->signer_uk,
                                 .signer_en = seller->signer_en,
                                 .actor = actor,
                                 .now = now,
                             });
}

err seller_store_snapshot(struct db *db, struct arena *arena, str *out)
{
    struct seller row;
    err e = seller_now(db, arena, &row);
    if (e != ERR_OK) {
        return e;
    }
    if (row.version == 0) {
        *out = STR("{}");
        return ERR_OK;
    }
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "name_uk"), json_str(&json, row.name_uk);
    json_key(&json, "name_en"), json_str(&json, row.name_en);
    json_key(&json, "tax_number"), json_str(&json, row.tax_number);
    json_key(&json, "vat_number"), json_str(&json, row.vat_number);
    json_key(&json, "iban"), json_str(&json, row.iban);
    json_key(&json, "bank"), json_str(&json, row.bank);
    json_key(&json, "address_uk"), json_str(&json, row.address_uk);
    json_key(&json, "address_en"), json_str(&json, row.address_en);
    json_key(&json, "signer_uk"), json_str(&json, row.signer_uk);
    json_key(&json, "signer_en"), json_str(&json, row.signer_en);
    json_end(&json);
    *out = buf_str(&text);
    return ERR_OK;
}
