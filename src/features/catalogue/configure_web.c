/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/configure.h"

#include "http/form.h"
#include "web/reply.h"

#define OPTION_PREFIX "option."

enum { MONTHS, QUANTITY, CURRENCY, PROMO, PARENT, SERVICE, PARENT_PLAN, PLAN };

static const struct field_rule fields[] = {
    [MONTHS] = {"months", FIELD_LINE, 0, 4},     [QUANTITY] = {"quantity", FIELD_LINE, 0, 6},
    [CURRENCY] = {"currency", FIELD_LINE, 0, 3}, [PROMO] = {"promo", FIELD_LINE, 0, 40},
    [PARENT] = {"parent", FIELD_TOKEN, 0, 64},   [SERVICE] = {"service", FIELD_TOKEN, 0, 64},
    [PARENT_PLAN] = {"for", FIELD_TOKEN, 0, 64}, [PLAN] = {"plan", FIELD_TOKEN, 0, 64},
};
const struct form_rule configure_form = FORM_WITH(fields, OPTION_PREFIX, NULL);

struct url configure_url(struct request *req, struct url page)
{
    struct url url = page;
    for (size_t i = 0; i < PLAN; i++) {
        if (form_text(req, i).len > 0) {
            url = url_with(req->arena, url, str_from_z(fields[i].name), form_text(req, i));
        }
    }
    for (size_t i = 0; i < req->form.more_count; i++) {
        str name =
            str_printf(req->arena, OPTION_PREFIX "%" STR_FMT, STR_ARG(req->form.more[i].name));
        url = url_with(req->arena, url, name, req->form.more[i].value);
    }
    return url;
}

static void take(struct configure_ask *ask, str name, str value)
{
    str prefix = STR(OPTION_PREFIX);
    if (str_starts(name, prefix)) {
        ask->options[ask->option_count++] =
            (struct quote_option){.code = str_skip(name, prefix.len), .value = str_trim(value)};
    } else if (str_eq(name, STR("months"))) {
        ask->months = str_to_i64(str_trim(value), &ask->months) ? ask->months : -1;
    } else if (str_eq(name, STR("quantity"))) {
        ask->quantity = str_to_i64(str_trim(value), &ask->quantity) ? ask->quantity : 0;
    } else if (str_eq(name, STR("currency"))) {
        ask->currency = value;
    } else if (str_eq(name, STR("promo"))) {
        ask->promo = str_trim(value);
    } else if (str_eq(name, STR("parent"))) {
        ask->parent = value;
    } else if (str_eq(name, STR("service"))) {
        ask->service = value;
    } else if (str_eq(name, STR("for"))) {
        ask->parent_plan = value;
    }
}

err configure_ask_of(struct request *req, struct configure_ask *out)
{
    struct http_form query = {0};
    if (req->http->query.len > 0 &&
        http_form_parse_urlencoded(req->arena, req->http->query, &query) != ERR_OK) {
        return ERR_INVALID;
    }
    *out = (struct configure_ask){
        .currency = STR(""),
        .promo = STR(""),
        .parent = STR(""),
        .service = STR(""),
        .parent_plan = STR(""),
        .quantity = 1,
        .options = ARENA_ARRAY(req->arena, struct quote_option, query.count),
    };
    for (size_t i = 0; i < query.count; i++) {
        take(out, query.fields[i].name, query.fields[i].value);
    }
    return ERR_OK;
}
