/* SPDX-License-Identifier: Apache-2.0 */
/* Payers as JSON: the same form and rules as the pages'. */
#include "features/payers/payer_form.h"
#include "json/writer.h"
#include "web/reply.h"

static void put_payer(struct json *json, struct arena *arena, const struct payer *payer)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, payer->id.text);
    json_key(json, "kind"), json_str(json, payer->kind);
    json_key(json, "name"), json_str(json, payer->name);
    json_key(json, "tax_number"), json_str(json, payer->tax_number);
    json_key(json, "vat_number"), json_str(json, payer->vat_number);
    json_key(json, "iban"), json_str(json, payer->iban);
    json_key(json, "country"), json_str(json, payer->country);
    json_key(json, "address"), json_str(json, payer->address);
    json_key(json, "tax_exempt"), json_bool(json, payer->tax_exempt);
    json_key(json, "default"), json_bool(json, payer->is_default);
    json_key(json, "created_at"), json_str(json, when_rfc3339(arena, payer->created_at));
    json_end(json);
}

static err reply_payer(struct request *req, int status, const struct payer *payer)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    put_payer(&json, req->arena, payer);
    return reply_json(req, status, &text);
}

static err load(struct request *req, struct payer *out)
{
    return payer_of_account(req->db, req->arena, req->session.account,
                            (payer_id){path_param(req, 0)}, out);
}

static err api_list(struct request *req)
{
    struct payer *payers = NULL;
    size_t count = 0;
    err e = payers_of_account(req->db, req->arena, req->session.account, &payers, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_payer(&json, req->arena, &payers[i]);
    }
    json_end(&json);
    json_key(&json, "next"), json_nil(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_one(struct request *req)
{
    struct payer payer;
    err e = load(req, &payer);
    return e == ERR_OK ? reply_payer(req, 200, &payer) : e;
}

static err api_create(struct request *req)
{
    struct payer payer;
    err e = payer_form_create(req, &payer);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    return reply_payer(req, 201, &payer);
}

static err api_change(struct request *req)
{
    struct payer payer;
    err e = load(req, &payer);
    if (e == ERR_OK) {
        e = payer_form_change(req, &payer);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    e = load(req, &payer);
    return e == ERR_OK ? reply_payer(req, 200, &payer) : e;
}

static err api_deactivate(struct request *req)
{
    struct act act = act_of(req);
    enum payer_outcome outcome = PAYER_DONE;
    err e = payer_deactivate(&act, req->session.account, (payer_id){path_param(req, 0)}, &outcome);
    if (e != ERR_OK) {
        return e;
    }
    payer_form_tell(req, outcome);
    return form_failed(req) ? ERR_INVALID : reply_nothing(req);
}

const struct route payers_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/payers",
     .handler = api_list,
     .who = WHO_CUSTOMER,
     .answers = "200 PayerList",
     .summary = "Who documents are made out to; the default payer stands first."},
    {.method = HTTP_POST,
     .path = "/api/v1/payers",
     .handler = api_create,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &payer_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "201 Payer",
     .summary = "Adds a payer: individual, sole_proprietor or company."},
    {.method = HTTP_GET,
     .path = "/api/v1/payers/{id}",
     .handler = api_one,
     .who = WHO_CUSTOMER,
     .answers = "200 Payer",
     .summary = "One payer."},
    {.method = HTTP_PATCH,
     .path = "/api/v1/payers/{id}",
     .handler = api_change,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &payer_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .answers = "200 Payer",
     .summary = "Changes a payer, all but its kind; issued documents stay as they are."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/payers/{id}",
     .handler = api_deactivate,
     .who = WHO_CUSTOMER,
     .proven = true,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "204",
     .summary = "Puts a payer away."},
    ROUTES_END,
};
