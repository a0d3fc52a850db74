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
    return e;
}
