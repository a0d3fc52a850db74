/* SPDX-License-Identifier: Apache-2.0 */
#include "web/idempotency.h"

#include "base/secret.h"
#include "crypto/mac.h"
#include "web/idempotency_sql.h"
#include "web/reply.h"

#define KEY_MAX 255
#define LEASE WHEN_MINUTE

struct claim {
    struct request *req;
    str key_digest, body_digest;
    bool first;
    struct idempotency_look_row kept;
};

static bool is_usable_key(str key)
{
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] <= 0x20 || key.ptr[i] > 0x7E) {
            return false;
        }
    }
    return key.len >= 1 && key.len <= KEY_MAX;
}

static str key_digest(const struct request *req, str key)
{
    str who = req->session.signed_in ? req->session.account.text
              : req->staff.signed_in ? req->staff.member.text
                                     : STR("guest");
    str text = str_printf(req->arena, "idempotency|%" STR_FMT "|%" STR_FMT "|%" STR_FMT,
                          STR_ARG(who), STR_ARG(req->http->path), STR_ARG(key));
    return mac_hex(req->arena, req->site->keys.token, text);
}

static err claim_or_look(struct db *tx, void *arg)
{
    struct claim *claim = arg;
    struct request *req = claim->req;
    struct idempotency_claim_in in = {
        .key_digest = claim->key_digest,
        .body_digest = claim->body_digest,
        .now = req->now,
        .lease_until = when_add(req->now, LEASE),
        .expires_at = when_add(req->now, WHEN_DAY),
    };
    struct idempotency_claim_row claimed;
    err e = idempotency_claim_one(tx, req->arena, &in, &claimed);
    claim->first = e == ERR_OK;
    if (e != ERR_NOT_FOUND) {
        return e;
    }
    struct idempotency_look_in look = {.key_digest = claim->key_digest};
    return idempotency_look_one(tx, req->arena, &look, &claim->kept);
}

static void answer_from(struct request *req, const struct claim *claim)
{
    if (!str_eq_constant_time(claim->kept.body_digest, claim->body_digest)) {
        reply_status(req, 422, "idempotency_key_reused");
    } else if (claim->kept.status == 0) {
        req->retry_after = STR("1");
        reply_status(req, 409, "in_progress");
    } else {
        struct buf answer = buf_in(req->arena);
        buf_put(&answer, claim->kept.answer);
        bool is_problem = claim->kept.status >= 400;
        str type = is_problem ? STR("application/problem+json; charset=utf-8")
                              : STR("application/json; charset=utf-8");
        http_set_header(req->reply, STR("Idempotent-Replayed"), STR("true"));
        (void)reply_json_as(req, (int)claim->kept.status, type, &answer);
    }
}

err idempotency_begin(struct request *req, enum idempotency_verdict *out)
{
    *out = IDEMPOTENCY_RUN;
    str key = http_header(req->http, STR("idempotency-key"));
    if (!req->route->creates || !req->is_api || key.len == 0) {
        return ERR_OK;
    }
    if (!is_usable_key(key)) {
        *out = IDEMPOTENCY_ANSWERED;
        reply_status(req, 400, "bad_idempotency_key");
        return ERR_OK;
    }
    struct claim claim = {
        .req = req,
        .key_digest = key_digest(req, key),
        .body_digest = mac_hex(req->arena, req->site->keys.token, req->http->body),
    };
    err e = db_transaction(req->db, claim_or_look, &claim);
    if (e != ERR_OK) {
        return e;
    }
    if (claim.first) {
        req->idempotency = claim.key_digest;
    } else {
        *out = IDEMPOTENCY_ANSWERED;
        answer_from(req, &claim);
    }
    return ERR_OK;
}

static err store_or_forget(struct db *tx, void *arg)
{
    const struct request *req = arg;
    int status = req->reply->status;
    if (status == 429 || status >= 500) {
        return idempotency_forget(tx,
                                  &(struct idempotency_forget_in){.key_digest = req->idempotency});
    }
    struct idempotency_store_in in = {
        .key_digest = req->idempotency,
        .status = status,
        .answer = req->reply->body,
    };
    return idempotency_store(tx, &in);
}

err idempotency_keep(struct request *req)
{
    return req->idempotency.len == 0 ? ERR_OK : db_transaction(req->db, store_or_forget, req);
}

err idempotency_purge(struct db *tx, when now)
{
    return idempotency_purge_before(tx, &(struct idempotency_purge_before_in){.now = now});
}

static err release(struct db *tx, void *arg)
{
    (void)arg;
    return idempotency_release(tx);
}

err idempotency_release_all(struct db_engine *engine)
{
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = db_transaction(db, release, NULL);
    }
    db_close(&db);
    return e;
}
