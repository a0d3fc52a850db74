/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/notice.h"

#include "crypto/mac.h"
#include "features/payments/notice_store.h"
#include "system/log.h"
#include "system/random.h"

static str digest_of(struct arena *arena, str body)
{
    struct digest digest = sha256(body);
    return digest_hex(arena, &digest);
}

#define NAME_BYTES_MAX 200

/* Names that no provider gives and no index takes: kept in the body alone. */
static void check_names(struct notice *notice)
{
    str *const names[] = {&notice->event_id, &notice->payment_ref, &notice->external_id,
                          &notice->charge_id, &notice->currency};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (names[i]->len > NAME_BYTES_MAX) {
            *names[i] = STR("");
            notice->kind = NOTICE_UNREADABLE;
        }
    }
}

struct taking {
    struct arena *arena;
    struct notice *notice;
    str digest;
    when now;
    str state; /* of the stored one */
};

static err store(struct db *tx, void *arg)
{
    struct taking *t = arg;
    bool first = false;
    err e = notice_store_insert(tx, t->notice, t->digest, t->now, &first);
    t->state = STR("received");
    return e != ERR_OK || first ? e
                                : notice_store_by_digest(tx, t->arena, t->notice->provider,
                                                         t->digest, &t->notice->id, &t->state);
}

static err process(struct db *tx, void *arg)
{
    struct taking *t = arg;
    return notice_apply(tx, t->arena, t->notice->id, t->now);
}

static void refuse(const struct provider *provider, struct taking *t, const char *fault)
{
    log_warning("payment notice refused", LOG_Z("provider", provider->name), LOG_Z("reason", fault),
                LOG_STR("network", t->notice->network), LOG_STR("body_sha256", t->digest), LOG_END);
}

err notice_take(const struct site *site, struct db *db, struct arena *arena,
                const struct provider *provider, const struct notice_proof *proof, str network,
                struct notice_answer *out)
{
    struct notice notice = {
        .id = {id_new(arena)},
        .provider = str_from_z(provider->name),
        .body = proof->body,
        .signature = str_is_utf8(proof->signature) ? proof->signature : STR(""),
        .network = network,
    };
    struct taking t = {.arena = arena,
                       .notice = &notice,
                       .digest = digest_of(arena, proof->body),
                       .now = proof->now};
    const char *fault = provider->fault(site, arena, proof);
    if (fault != NULL) {
        refuse(provider, &t, fault);
        *out = (struct notice_answer){.fate = NOTICE_FATE_REFUSED, .fault = fault};
        return ERR_OK;
    }
    provider->read(arena, proof->body, &notice);
    check_names(&notice);
    /* Most repetitions end here, without writing. */
    err e = notice_store_by_digest(db, arena, notice.provider, t.digest, &notice.id, &t.state);
    if (e == ERR_NOT_FOUND) {
        e = db_transaction(db, store, &t);
    }
    if (e == ERR_OK && str_eq(t.state, STR("received"))) {
        e = db_transaction(db, process, &t);
    }
    if (e == ERR_OK) {
        *out = (struct notice_answer){.fate = NOTICE_FATE_TAKEN, .id = notice.id};
    }
    return e;
}

err notice_take_answer(struct db *tx, struct arena *arena, const struct notice *notice, when now)
{
    struct notice copy = *notice;
    struct taking t = {
        .arena = arena, .notice = &copy, .digest = digest_of(arena, notice->body), .now = now};
    err e = store(tx, &t);
    return e == ERR_OK ? process(tx, &t) : e;
}
