/* SPDX-License-Identifier: Apache-2.0 */
#include "web/kept_answer.h"

#include "crypto/mac.h"
#include "crypto/seal.h"
#include "web/kept_answer_sql.h"
#include "web/reply.h"

#define KEPT (25 * WHEN_HOUR) /* longer than a form token lives */

/* Neither digest hangs on a key of the house: such a key may be retired between a call and its
 * repetition. A body may hold a password, so its digest is keyed with what only the caller has. */
static str body_digest(const struct request *req, str key)
{
    return mac_hex(req->arena, secret_copy(req->arena, key), req->http->body);
}

static str key_digest(const struct request *req, str key, str body)
{
    str whose = req->session.signed_in ? req->session.account.text
                : req->staff.signed_in ? req->staff.member.text
                                       : STR("guest");
    bool has_name = req->session.signed_in || req->staff.signed_in;
    str guest = has_name ? STR("") : req->guest.len > 0 ? req->guest : body;
    str values = req->is_api ? STR("") : body;
    str text = str_printf(
        req->arena, "idempotency|%" STR_FMT "|%" STR_FMT "|%" STR_FMT "|%" STR_FMT "|%" STR_FMT,
        STR_ARG(whose), STR_ARG(guest), STR_ARG(req->http->path), STR_ARG(values), STR_ARG(key));
    struct digest digest = sha256(text);
    return digest_hex(req->arena, &digest);
}

struct kept_call kept_call_of(const struct request *req, str key)
{
    str body = body_digest(req, key);
    str form = str_printf(req->arena, "answer|%" STR_FMT, STR_ARG(req->http->body));
    return (struct kept_call){
        .key_digest = key_digest(req, key, body),
        .body_digest = body,
        .seal_key = mac_key_for(req->arena, secret_copy(req->arena, key), form),
    };
}

/* Nothing stays nothing. */
static str sealed(const struct request *req, const struct kept_call *call, str text)
{
    return text.len == 0
               ? text
               : seal(req->arena, call->seal_key, call->key_digest, secret_copy(req->arena, text));
}

/* What was kept before answers were sealed is given as it is. */
static err unseal(const struct request *req, const struct kept_call *call, str *text)
{
    struct secret plain;
    if (!seal_is_sealed(*text)) {
        return ERR_OK;
    }
    if (!seal_open(req->arena, call->seal_key, call->key_digest, *text, &plain)) {
        return ERR_INTERNAL;
    }
    *text = secret_reveal(plain);
    return ERR_OK;
}

static bool is_kept_header(str name)
{
    return str_eq_nocase(name, STR("Location")) || str_eq_nocase(name, STR("Set-Cookie"));
}

static str headers_to_keep(const struct request *req)
{
    struct buf lines = buf_in(req->arena);
    for (size_t i = 0; !req->is_api && i < req->reply->header_count; i++) {
        const struct http_header *header = &req->reply->headers[i];
        if (is_kept_header(header->name)) {
            buf_printf(&lines, "%" STR_FMT ": %" STR_FMT "\n", STR_ARG(header->name),
                       STR_ARG(header->value));
        }
    }
    return buf_str(&lines);
}

static void answer_page(struct request *req, const struct idempotency_look_row *kept)
{
    str rest = kept->headers;
    req->reply->status = (int)kept->status;
    req->reply->body = STR("");
    while (rest.len > 0) {
        str value, name = str_cut(str_cut(rest, '\n', &rest), ':', &value);
        http_add_header(req->reply, name, str_trim(value));
    }
}

static void answer_api(struct request *req, const struct idempotency_look_row *kept)
{
    struct buf answer = buf_in(req->arena);
    buf_put(&answer, kept->answer);
    str type = kept->status >= 400 ? STR("application/problem+json; charset=utf-8")
                                   : STR("application/json; charset=utf-8");
    if (kept->answer.len == 0) {
        (void)reply_nothing(req);
        req->reply->status = (int)kept->status;
    } else {
        (void)reply_json_as(req, (int)kept->status, type, &answer);
    }
}

static bool has_other_body(const struct idempotency_look_row *kept, const struct kept_call *call)
{
    return !str_eq_constant_time(kept->body_digest, call->body_digest);
}

static err answer_again(struct request *req, const struct kept_call *call,
                        struct idempotency_look_row *kept)
{
    if (has_other_body(kept, call)) {
        reply_status(req, 422, "idempotency_key_reused");
        return ERR_OK;
    }
    err e = unseal(req, call, &kept->answer);
    e = e == ERR_OK ? unseal(req, call, &kept->headers) : e;
    if (e != ERR_OK) {
        return e;
    }
    http_set_header(req->reply, STR("Idempotent-Replayed"), STR("true"));
    if (req->is_api) {
        answer_api(req, kept);
    } else {
        answer_page(req, kept);
    }
    return ERR_OK;
}

err kept_answer_claim(struct request *req, const struct kept_call *call, bool *out_is_first)
{
    struct idempotency_claim_in claim = {.key_digest = call->key_digest,
                                         .body_digest = call->body_digest,
                                         .expires_at = when_add(req->now, KEPT)};
    struct idempotency_claim_row claimed;
    err e = idempotency_claim_one(req->db, req->arena, &claim, &claimed);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    *out_is_first = e == ERR_OK;
    return ERR_OK;
}

err kept_answer_give(struct request *req, const struct kept_call *call, bool *out_given)
{
    struct idempotency_look_row kept;
    err e = idempotency_look_one(req->db, req->arena,
                                 &(struct idempotency_look_in){call->key_digest}, &kept);
    /* What was refused may be corrected and sent again under its key. */
    if (e == ERR_NOT_FOUND || (e == ERR_OK && kept.status >= 400 && has_other_body(&kept, call))) {
        *out_given = false;
        return ERR_OK;
    }
    if (e == ERR_OK) {
        e = answer_again(req, call, &kept);
    }
    if (e == ERR_OK) {
        *out_given = true;
    }
    return e;
}

err kept_answer_put(struct request *req, const struct kept_call *call)
{
    struct idempotency_store_in in = {
        .key_digest = call->key_digest,
        .status = req->reply->status,
        .answer = sealed(req, call, req->is_api ? req->reply->body : STR("")),
        .headers = sealed(req, call, headers_to_keep(req)),
    };
    return idempotency_store(req->db, &in);
}

err kept_answer_forget(struct request *req, const struct kept_call *call)
{
    return idempotency_forget(req->db, &(struct idempotency_forget_in){call->key_digest});
}

err kept_answer_purge(struct db *tx, when now)
{
    return idempotency_purge_before(tx, &(struct idempotency_purge_before_in){.now = now});
}
