/* SPDX-License-Identifier: Apache-2.0 */
/* Exchanges are kept for reuse, so that an idle connection owns no request memory and a busy one
 * gets memory that is warm. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "http/private.h"

#define STASH_MIN ((size_t)512)

void stash_append(struct stash *stash, const char *data, size_t len)
{
    if (len == 0) {
        return;
    }
    if (stash->cap - stash->len < len) {
        size_t cap = stash->cap == 0 ? STASH_MIN : stash->cap;
        while (cap - stash->len < len) {
            cap *= 2;
        }
        char *grown = realloc(stash->ptr, cap);
        CHECK(grown != NULL);
        stash->ptr = grown;
        stash->cap = cap;
    }
    memcpy(stash->ptr + stash->len, data, len);
    stash->len += len;
}

void stash_clear(struct stash *stash)
{
    free(stash->ptr);
    *stash = (struct stash){0};
}

struct exchange *exchange_take(struct loop *loop, struct conn *conn)
{
    struct exchange *exchange = loop->pool;
    if (exchange != NULL) {
        loop->pool = exchange->next;
        loop->pooled--;
    } else {
        exchange = calloc(1, sizeof *exchange);
        CHECK(exchange != NULL);
        arena_init_with_reserve(&exchange->shared.arena, loop->server->options.arena_limit);
    }
    exchange->conn = conn;
    exchange->shared.lane_slot = NULL;
    exchange->head_is_out = false;
    exchange->shared.request = (struct http_request){.arena = &exchange->shared.arena};
    http_response_reset(&exchange->shared.response);
    conn->exchange = exchange;
    return exchange;
}

static void exchange_free(struct exchange *exchange)
{
    arena_done(&exchange->shared.arena);
    free(exchange);
}

void exchange_release(struct loop *loop, struct exchange *exchange)
{
    stash_clear(&exchange->body_bytes);
    exchange->conn->exchange = NULL;
    exchange->conn = NULL;
    if (loop->pooled >= POOLED_EXCHANGES) {
        exchange_free(exchange);
        return;
    }
    arena_reset(&exchange->shared.arena);
    exchange->next = loop->pool;
    loop->pool = exchange;
    loop->pooled++;
}

void exchange_drop_pool(struct loop *loop)
{
    while (loop->pool != NULL) {
        struct exchange *next = loop->pool->next;
        exchange_free(loop->pool);
        loop->pool = next;
    }
    loop->pooled = 0;
}
