/* SPDX-License-Identifier: Apache-2.0 */
/* Where providers send their notices: no session, no form token; the signature over the bytes is
 * the proof. 2xx only when the notice is durable. */
#include "features/payments/notice.h"
#include "features/payments/payments_web.h"
#include "json/writer.h"
#include "web/reply.h"

#define NOTICE_BYTES_MAX ((size_t)64 * 1024)

static err reply_fault(struct request *req, const char *fault)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "received"), json_bool(&json, false);
    json_key(&json, "code"), json_text(&json, fault);
    json_end(&json);
    return reply_json(req, 401, &text);
}

static err reply_taken(struct request *req)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "received"), json_bool(&json, true);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err post_notice(struct request *req)
{
    const struct provider *provider = provider_by_name(path_param(req, 0));
    bool listens =
        provider != NULL && provider->signature_header != NULL && provider->is_listening(req->site);
    if (!listens) {
        return ERR_NOT_FOUND;
    }
    struct notice_proof proof = {
        .body = req->http->body,
        .signature = http_header(req->http, str_from_z(provider->signature_header)),
        .now = req->now,
    };
    struct notice_answer answer;
    err e = notice_take(req->site, req->db, req->arena, provider, &proof, req->network, &answer);
    if (e != ERR_OK) {
        return e;
    }
    return answer.fate == NOTICE_FATE_TAKEN ? reply_taken(req) : reply_fault(req, answer.fault);
}

const struct route payments_notice_routes[] = {
    {.method = HTTP_POST,
     .path = "/pay/{provider}/notice",
     .handler = post_notice,
     .who = WHO_ANYONE,
     .raw = NOTICE_BYTES_MAX,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Takes a payment provider's notice, proven by its signature."},
    ROUTES_END,
};
