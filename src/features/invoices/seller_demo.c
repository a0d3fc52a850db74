/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/seller.h"

err seller_demo_fill(struct db *tx, struct arena *arena, when now)
{
    struct seller present;
    struct seller sample = {
        .name_uk = STR("ТОВ «Хмарний ґанок»"),
        .name_en = STR("Cloud Porch LLC"),
        .tax_number = STR("32855961"),
        .vat_number = STR("328559626554"),
        .iban = STR("UA213223130000026007233566001"),
        .bank = STR("АТ «Укрексімбанк»"),
        .address_uk = STR("01001, м. Київ, вул. Садова, 1"),
        .address_en = STR("1 Sadova Street, Kyiv 01001, Ukraine"),
        .signer_uk = STR("Іваненко Іван Іванович"),
        .signer_en = STR("Ivan Ivanenko"),
    };
    err e = seller_now(tx, arena, &present);
    return e == ERR_OK && present.version == 0 ? seller_put(tx, &sample, STR("system"), now) : e;
}
