/* SPDX-License-Identifier: Apache-2.0 */
/* What the settings file says about the provider has its home there: customers transfer money to
 * that account, and who may use the console must not be able to lead it elsewhere. The seller's row
 * follows; the console shows these fields and cannot change them. */
#include "features/invoices/seller_view.h"

str seller_setting(const struct settings *settings, enum seller_field field)
{
    bool bank = settings->bank_iban.len > 0;
    switch (field) {
    case SELLER_NAME_UK:
        return settings->brand_legal.len > 0 ? settings->brand_legal
               : bank                        ? settings->bank_receiver
                                             : STR("");
    case SELLER_TAX_NUMBER:
        return bank ? settings->bank_code : STR("");
    case SELLER_IBAN:
        return settings->bank_iban;
    case SELLER_BANK:
        return bank ? settings->bank_name : STR("");
    case SELLER_NAME_EN:
    case SELLER_VAT_NUMBER:
    case SELLER_ADDRESS_UK:
    case SELLER_ADDRESS_EN:
    case SELLER_SIGNER_UK:
    case SELLER_SIGNER_EN:
    case SELLER_FIELDS:
        break;
    }
    return STR("");
}

static bool follow(str setting, str *field)
{
    bool differs = setting.len > 0 && !str_eq(setting, *field);
    if (differs) {
        *field = setting;
    }
    return differs;
}

bool seller_follow_settings(const struct settings *settings, struct seller *seller)
{
    bool name = follow(seller_setting(settings, SELLER_NAME_UK), &seller->name_uk);
    bool code = follow(seller_setting(settings, SELLER_TAX_NUMBER), &seller->tax_number);
    bool iban = follow(seller_setting(settings, SELLER_IBAN), &seller->iban);
    bool bank = follow(seller_setting(settings, SELLER_BANK), &seller->bank);
    return name || code || iban || bank;
}

struct settling {
    const struct settings *settings;
    struct arena *arena;
    when now;
};

static err settle_in(struct db *tx, void *arg)
{
    const struct settling *settling = arg;
    struct seller seller;
    err e = seller_now(tx, settling->arena, &seller);
    if (e != ERR_OK || seller.version == 0 ||
        !seller_follow_settings(settling->settings, &seller)) {
        return e;
    }
    return seller_put(tx, &seller, STR("settings"), settling->now);
}

err seller_settle(struct db *db, struct arena *arena, const struct settings *settings, when now)
{
    struct settling settling = {.settings = settings, .arena = arena, .now = now};
    return db_transaction(db, settle_in, &settling);
}

err seller_receiver(struct db *db, struct arena *arena, const struct settings *settings,
                    str *out_name, str *out_code)
{
    struct seller seller;
    err e = seller_now(db, arena, &seller);
    if (e != ERR_OK) {
        return e;
    }
    *out_name = settings->bank_receiver.len > 0 ? settings->bank_receiver
                : settings->brand_legal.len > 0 ? settings->brand_legal
                : seller.name_uk.len > 0        ? seller.name_uk
                                                : settings->brand_name;
    *out_code = settings->bank_code.len > 0 ? settings->bank_code : seller.tax_number;
    return ERR_OK;
}
