/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session_seen.h"

#include <pthread.h>
#include <string.h>

#include "web/session.h"
#include "web/staff.h"

/* A use is written down at most this often. */
#define SEEN_GRAIN (2 * WHEN_MINUTE)

/* Sessions used lately, waiting to be written down. Losing some makes a device look idle for a
 * little longer, no more: that is why they may live in memory and be forgotten when it is full. */
#define SEEN_MAX 4096

struct seen {
    enum session_owner owner;
    char id[ID_TEXT_LEN];
    int64_t at;
};

static struct {
    pthread_mutex_t lock;
    size_t count;
    struct seen items[SEEN_MAX];
} seen_lately = {.lock = PTHREAD_MUTEX_INITIALIZER};

void session_seen(enum session_owner owner, session_id id, when written, when now)
{
    if (now.us - written.us <= SEEN_GRAIN) {
        return;
    }
    pthread_mutex_lock(&seen_lately.lock);
    if (seen_lately.count < SEEN_MAX && id.text.len == ID_TEXT_LEN) {
        struct seen *item = &seen_lately.items[seen_lately.count++];
        item->owner = owner;
        memcpy(item->id, id.text.ptr, ID_TEXT_LEN);
        item->at = now.us;
    }
    pthread_mutex_unlock(&seen_lately.lock);
}

#define DIGEST_CHARS 64
#define OLDER_MAX 1024

struct older {
    enum session_owner owner;
    char id[ID_TEXT_LEN];
    char before[DIGEST_CHARS], digest[DIGEST_CHARS];
};

static struct {
    pthread_mutex_t lock;
    size_t count;
    struct older items[OLDER_MAX];
} older_lately = {.lock = PTHREAD_MUTEX_INITIALIZER};

void session_under_older_key(enum session_owner owner, session_id id, str before, str digest)
{
    if (id.text.len != ID_TEXT_LEN || before.len != DIGEST_CHARS || digest.len != DIGEST_CHARS) {
        return;
    }
    pthread_mutex_lock(&older_lately.lock);
    size_t count = older_lately.count;
    bool noted =
        count > 0 && memcmp(older_lately.items[count - 1].id, id.text.ptr, ID_TEXT_LEN) == 0;
    if (count < OLDER_MAX && !noted) {
        struct older *item = &older_lately.items[older_lately.count++];
        item->owner = owner;
        memcpy(item->id, id.text.ptr, ID_TEXT_LEN);
        memcpy(item->before, before.ptr, DIGEST_CHARS);
        memcpy(item->digest, digest.ptr, DIGEST_CHARS);
    }
    pthread_mutex_unlock(&older_lately.lock);
}

static bool take_older(struct older *out)
{
    pthread_mutex_lock(&older_lately.lock);
    bool any = older_lately.count > 0;
    if (any) {
        *out = older_lately.items[--older_lately.count];
    }
    pthread_mutex_unlock(&older_lately.lock);
    return any;
}

static err write_older(struct db *tx, const struct older *item)
{
    session_id id = {{item->id, ID_TEXT_LEN}};
    str before = {item->before, DIGEST_CHARS}, digest = {item->digest, DIGEST_CHARS};
    return item->owner == SESSION_OF_STAFF ? staff_session_redigest_at(tx, id, before, digest)
                                           : session_redigest_at(tx, id, before, digest);
}

struct seen_batch {
    size_t count;
    struct seen items[256];
};

static bool take_batch(struct seen_batch *batch)
{
    pthread_mutex_lock(&seen_lately.lock);
    batch->count =
        seen_lately.count < ARRAY_LEN(batch->items) ? seen_lately.count : ARRAY_LEN(batch->items);
    seen_lately.count -= batch->count;
    memcpy(batch->items, seen_lately.items + seen_lately.count, batch->count * sizeof(struct seen));
    pthread_mutex_unlock(&seen_lately.lock);
    return batch->count > 0;
}

static err write_batch(struct db *tx, const struct seen_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct seen *item = &batch->items[i];
        session_id id = {{item->id, ID_TEXT_LEN}};
        when at = {item->at};
        err e = item->owner == SESSION_OF_STAFF ? staff_session_touch_at(tx, id, at)
                                                : session_touch_at(tx, id, at);
        if (e != ERR_OK) {
            return e;
        }
    }
    return ERR_OK;
}

err session_flush_seen(struct db *tx)
{
    struct seen_batch batch;
    err e = ERR_OK;
    while (e == ERR_OK && take_batch(&batch)) {
        e = write_batch(tx, &batch);
    }
    struct older older;
    while (e == ERR_OK && take_older(&older)) {
        e = write_older(tx, &older);
    }
    return e;
}
