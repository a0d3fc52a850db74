/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/invoices_view.h"
#include "json/reader.h"

/* The member, under its plain name or the one of the language; empty when it is absent. */
static str member(struct arena *arena, enum lang lang, const struct json_node *object,
                  const char *name)
{
    str plain = str_from_z(name);
    str code = lang_code(lang);
    str of_language = str_printf(arena, "%" STR_FMT "_%" STR_FMT, STR_ARG(plain), STR_ARG(code));
    str text = STR("");
    return json_get_str(object, of_language, &text) || json_get_str(object, plain, &text) ? text
                                                                                          : STR("");
}

static struct party read_party(struct arena *arena, enum lang lang, const struct json_node *object)
{
    return (struct party){
        .name = member(arena, lang, object, "name"),
        .tax_number = member(arena, lang, object, "tax_number"),
        .vat_number = member(arena, lang, object, "vat_number"),
        .iban = member(arena, lang, object, "iban"),
        .bank = member(arena, lang, object, "bank"),
        .address = member(arena, lang, object, "address"),
        .country = member(arena, lang, object, "country"),
        .signer = member(arena, lang, object, "signer"),
    };
}

void parties_read(struct arena *arena, enum lang lang, str json, struct parties *out)
{
    struct json_node root = {.kind = JSON_KIND_NULL};
    if (json_read(arena, json, &root) != ERR_OK) {
        root.kind = JSON_KIND_NULL; /* ours, written by ourselves: cannot be */
    }
    *out = (struct parties){
        .seller = read_party(arena, lang, json_member(&root, STR("seller"))),
        .payer = read_party(arena, lang, json_member(&root, STR("payer"))),
    };
}
