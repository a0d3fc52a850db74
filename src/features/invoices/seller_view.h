/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of the seller shows. */
#pragma once

#include "features/invoices/seller.h"
#include "web/components.h"

enum seller_field {
    SELLER_NAME_UK,
    SELLER_NAME_EN,
    SELLER_TAX_NUMBER,
    SELLER_VAT_NUMBER,
    SELLER_IBAN,
    SELLER_BANK,
    SELLER_ADDRESS_UK,
    SELLER_ADDRESS_EN,
    SELLER_SIGNER_UK,
    SELLER_SIGNER_EN,
    SELLER_FIELDS
};

/* What the settings say of a field; empty: the console may. */
str seller_setting(const struct settings *settings, enum seller_field field);
