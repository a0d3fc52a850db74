/* SPDX-License-Identifier: Apache-2.0 */
#include "web/idempotency.h"

#include "base/check.h"
#include "crypto/password.h"
#include "system/log.h"
#include "system/security_event.h"
#include "web/kept_answer.h"
#include "web/reply.h"

#define KEY_MAX 255

/* One call, and what it starts from each time it runs. */
struct call {
    struct request *req;
    const struct db *own; /* the request's handle; the writer has another */
    bool has_key;
    struct kept_call kept; /* has_key */
    idempotency_gate *may;
    struct request fresh;
    struct http_response fresh_reply;
    struct arena_mark mark;
    bool refused;       /* the answer stands, and everything is undone */
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

/* --- what a try uses up --- */

static err run_spends(struct db *tx, void *arg)
{
    const struct request *req = arg;
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < req->spends.count; i++) {
        e = req->spends.of[i].fn(tx, req->spends.of[i].arg);
    }
    return e;
}

err idempotency_spend(struct request *req, db_fn *fn, void *arg)
{
    CHECK(req->spends.count < REQUEST_SPENDS_MAX);
    req->spends.of[req->spends.count++] = (struct request_spend){fn, arg};
    return db_transaction(req->db, fn, arg);
}

/* The act was undone, and with it what the try used up. When that cannot be written either, the
 * database is away, and nobody gets in anyway. */
static void spend_again(struct db *db, struct request *req)
{
    if (req->spends.count > 0) {
        (void)!db_transaction(db, run_spends, req);
    }
}

/* --- the transaction --- */

/* Nothing of an earlier run is left: neither in the reply nor in the form. */
static void begin_anew(struct call *call, struct db *tx)
{
    struct request *req = call->req;
    struct http_response *reply = req->reply;
    struct request_once once = req->once;
    arena_rewind(req->arena, call->mark);
    *reply = call->fresh_reply;
    *req = call->fresh;
    req->once = once;
    req->db = tx;
    req->hash.is_outside = true;
    call->refused = false;
}

/* A page that is shown again with its mistakes did nothing; it has a new token, too. Who is refused
 * for having asked too often may ask again. */
static bool is_worth_keeping(const struct request *req)
{
    int status = req->reply->status;
    return status != 429 && (req->is_api || (status >= 300 && status < 400));
}

static err act_and_keep(struct call *call)
{
    struct request *req = call->req;
    bool may = call->may(req);
    err e = may ? req->route->handler(req) : ERR_OK;
    if (e == ERR_UNAVAILABLE || e == ERR_INTERNAL) {
        return e;
    }
    if (e != ERR_OK) {
        reply_error(req, e);
    }
    if (req->reply->status >= 500) {
        call->refused = true;
        return ERR_DENIED;
    }
    if (!call->has_key) {
        return ERR_OK;
    }
    return may && is_worth_keeping(req) ? kept_answer_put(req, &call->kept)
                                        : kept_answer_forget(req, &call->kept);
}

static err attempt(struct db *tx, struct call *call)
{
    bool is_first = true, given = false;
    begin_anew(call, tx);
    err e = call->has_key ? kept_answer_claim(call->req, &call->kept, &is_first) : ERR_OK;
    if (e == ERR_OK && !is_first) {
        e = kept_answer_give(call->req, &call->kept, &given);
        return e == ERR_OK && !given ? ERR_INTERNAL : e;
    }
    return e == ERR_OK ? act_and_keep(call) : e;
}

/* On SQLite this is the writer's thread: what belongs to the request's own goes along. */
static err attempt_on_this_thread(struct db *tx, void *arg)
{
    struct call *call = arg;
    log_request_begin(call->req->request_id);
    security_event_watch();
    err e = attempt(tx, call);
    call->told_of_event = security_event_was_put();
    if (tx != call->own) {
        log_request_end(); /* on its own thread the request goes on */
    }
    return e;
}

static err transact(struct db *db, struct call *call)
{
    call->own = db;
    err e = db_transaction(db, attempt_on_this_thread, call);
    if (e == ERR_UNAVAILABLE && call->has_key && db_may_have_committed(db)) {
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

static err run_once(struct call *call)
{
    struct request *req = call->req;
    struct db *db = req->db;
    call->fresh = *req;
    call->fresh_reply = *req->reply;
    call->mark = arena_mark(req->arena);
    err e = transact(db, call);
    if (e == ERR_UNAVAILABLE && req->hash.wanted) {
        e = hash_outside(req, call);
        e = e == ERR_OK ? transact(db, call) : e;
    }
    if (e != ERR_OK) {
        spend_again(db, req);
    }
    if (e != ERR_OK && !call->refused) {
        *req->reply = call->fresh_reply;
    }
    return call->refused ? ERR_OK : e;
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
    str key = req->is_api ? http_header(req->http, STR("idempotency-key")) : req->form.csrf;
    return req->route->creates ? key : STR("");
}

static size_t count_of_keys(const struct request *req)
{
    size_t count = 0;
    for (size_t i = 0; i < req->http->header_count; i++) {
        count += str_eq_nocase(req->http->headers[i].name, STR("idempotency-key")) ? 1 : 0;
    }
    return count;
}

/* An empty key is none that was meant: who sends it believes the call to be safe to repeat. */
static bool is_bad_key(const struct request *req, str key)
{
    size_t sent = req->is_api && req->route->creates ? count_of_keys(req) : 0;
    return sent > 1 || ((sent > 0 || key.len > 0) && !is_usable_key(key));
}

str idempotency_call_of(const struct request *req)
{
    str key = key_of(req);
    if (key.len == 0) {
        return STR("");
    }
    struct kept_call call = kept_call_of(req, key);
    return str_printf(req->arena, "%" STR_FMT ".%" STR_FMT, STR_ARG(call.key_digest),
                      STR_ARG(call.body_digest));
}

err idempotency_answer(struct request *req, bool *out_given)
{
    str key = key_of(req);
    *out_given = false;
    if (is_bad_key(req, key)) {
        reply_status(req, 400, "bad_idempotency_key");
        *out_given = true;
        return ERR_OK;
    }
    if (key.len == 0) {
        return ERR_OK;
    }
    struct kept_call call = kept_call_of(req, key);
    return kept_answer_give(req, &call, out_given);
}

err idempotency_run(struct request *req, idempotency_gate *may)
{
    if (!req->route->creates) {
        return may(req) ? req->route->handler(req) : ERR_OK;
    }
    str key = key_of(req);
    struct call call = {.req = req, .may = may, .has_key = key.len > 0};
    if (call.has_key) {
        call.kept = kept_call_of(req, key);
    }
    return run_once(&call);
}

err idempotency_purge(struct db *tx, when now)
{
    return kept_answer_purge(tx, now);
}
