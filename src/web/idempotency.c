/* SPDX-License-Identifier: Apache-2.0 */
#include "web/idempotency.h"

#include "crypto/mac.h"
#include "crypto/password.h"
#include "system/log.h"
#include "system/security_event.h"
#include "web/idempotency_sql.h"
#include "web/reply.h"

#define KEY_MAX 255
#define KEPT (25 * WHEN_HOUR) /* longer than a form token lives */

/* One call under a key, and what it starts from each time it runs. */
struct call {
    struct request *req;
    str key_digest, body_digest;
    struct request fresh;
    struct http_response fresh_reply;
    struct arena_mark mark;
    bool refused;       /* the answer stands, and nothing is kept */
    bool told_of_event; /* the run has put an event of security */
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

/* --- whose key --- */

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

/* --- the answer, kept and given again --- */

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

static void answer_again(struct request *req, const struct call *call,
                         const struct idempotency_look_row *kept)
{
    if (!str_eq_constant_time(kept->body_digest, call->body_digest)) {
        reply_status(req, 422, "idempotency_key_reused");
        return;
    }
    http_set_header(req->reply, STR("Idempotent-Replayed"), STR("true"));
    if (req->is_api) {
        answer_api(req, kept);
    } else {
        answer_page(req, kept);
    }
}

/* --- the transaction --- */

/* Nothing of an earlier run is left: neither in the reply nor in the form. */
static void begin_anew(struct call *call, struct db *tx)
{
    struct request *req = call->req;
    struct http_response *reply = req->reply;
    arena_rewind(req->arena, call->mark);
    *reply = call->fresh_reply;
    *req = call->fresh;
    req->db = tx;
    req->hash.is_outside = true;
    call->refused = false;
}

static bool is_trouble(err e)
{
    return e == ERR_UNAVAILABLE || e == ERR_INTERNAL || e == ERR_LIMITED;
}

/* A page that is shown again with its mistakes did nothing; it has a new token, too. */
static bool is_worth_keeping(const struct request *req)
{
    return req->is_api || (req->reply->status >= 300 && req->reply->status < 400);
}

static err act_and_keep(struct db *tx, struct call *call)
{
    struct request *req = call->req;
    err e = req->route->handler(req);
    if (is_trouble(e)) {
        return e;
    }
    if (e != ERR_OK) {
        reply_error(req, e);
    }
    if (req->reply->status == 429 || req->reply->status >= 500) {
        call->refused = true;
        return ERR_LIMITED;
    }
    if (!is_worth_keeping(req)) {
        return idempotency_forget(tx, &(struct idempotency_forget_in){call->key_digest});
    }
    struct idempotency_store_in in = {
        .key_digest = call->key_digest,
        .status = req->reply->status,
        .answer = req->is_api ? req->reply->body : STR(""),
        .headers = headers_to_keep(req),
    };
    return idempotency_store(tx, &in);
}

static err attempt(struct db *tx, void *arg)
{
    struct call *call = arg;
    struct request *req = call->req;
    begin_anew(call, tx);
    struct idempotency_claim_in claim = {.key_digest = call->key_digest,
                                         .body_digest = call->body_digest,
                                         .expires_at = when_add(req->now, KEPT)};
    struct idempotency_claim_row claimed;
    err e = idempotency_claim_one(tx, req->arena, &claim, &claimed);
    if (e == ERR_OK) {
        return act_and_keep(tx, call);
    }
    if (e != ERR_NOT_FOUND) {
        return e;
    }
    struct idempotency_look_row kept;
    e = idempotency_look_one(tx, req->arena, &(struct idempotency_look_in){call->key_digest},
                             &kept);
    if (e == ERR_OK) {
        answer_again(req, call, &kept);
    }
    return e;
}

/* On SQLite this is the writer's thread: what belongs to the request's own goes along. */
static err attempt_on_this_thread(struct db *tx, void *arg)
{
    struct call *call = arg;
    log_request_begin(call->req->request_id);
    security_event_watch();
    err e = attempt(tx, arg);
    call->told_of_event = security_event_was_put();
    log_request_end();
    return e;
}

static err transact(struct db *db, struct call *call)
{
    err e = db_transaction(db, attempt_on_this_thread, call);
    if (e == ERR_UNAVAILABLE && db_may_have_committed(db)) {
        /* The key tells: if it arrived, this finds its answer, and waits for it if it is under way.
         */
        e = db_transaction(db, attempt_on_this_thread, call);
    }
    call->req->db = db;
    log_request_begin(call->req->request_id);
    if (call->told_of_event) {
        security_event_take_over();
    }
    return e;
}

static err hash_outside(struct request *req, struct call *call)
{
    str hash;
    err e = password_hash(req->site->hasher, req->arena, req->hash.password, &hash);
    if (e == ERR_OK) {
        call->fresh.hash.made = hash;
        call->mark = arena_mark(req->arena); /* what is before it stays, the hash as well */
    }
    return e;
}

static err run_once(struct request *req, str key)
{
    struct db *db = req->db;
    str body = body_digest(req, key);
    struct call call = {.req = req, .key_digest = key_digest(req, key, body), .body_digest = body};
    call.fresh = *req;
    call.fresh_reply = *req->reply;
    call.mark = arena_mark(req->arena);
    err e = transact(db, &call);
    if (e == ERR_UNAVAILABLE && req->hash.wanted) {
        e = hash_outside(req, &call);
        e = e == ERR_OK ? transact(db, &call) : e;
    }
    if (e != ERR_OK && !call.refused) {
        *req->reply = call.fresh_reply;
    }
    return call.refused ? ERR_OK : e;
}

err idempotency_hash(struct request *req, struct secret password, str *out)
{
    if (!req->hash.is_outside) {
        return password_hash(req->site->hasher, req->arena, password, out);
    }
    if (req->hash.made.len == 0) {
        req->hash.password = password;
        req->hash.wanted = true;
        return ERR_UNAVAILABLE;
    }
    *out = req->hash.made;
    return ERR_OK;
}

static str key_of(const struct request *req)
{
    return req->is_api ? http_header(req->http, STR("idempotency-key")) : req->form.csrf;
}

static bool has_several_keys(const struct request *req)
{
    size_t count = 0;
    for (size_t i = 0; i < req->http->header_count; i++) {
        count += str_eq_nocase(req->http->headers[i].name, STR("idempotency-key")) ? 1 : 0;
    }
    return count > 1;
}

err idempotency_run(struct request *req)
{
    str key = req->route->creates ? key_of(req) : STR("");
    if (key.len == 0) {
        return req->route->handler(req);
    }
    if (!is_usable_key(key) || (req->is_api && has_several_keys(req))) {
        reply_status(req, 400, "bad_idempotency_key");
        return ERR_OK;
    }
    return run_once(req, key);
}

err idempotency_purge(struct db *tx, when now)
{
    return idempotency_purge_before(tx, &(struct idempotency_purge_before_in){.now = now});
}
