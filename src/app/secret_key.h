/* SPDX-License-Identifier: Apache-2.0 */
/* The keys every other key of the site is derived from: 32 random bytes each, in the file
 * secret.key of the data directory, for the owner's eyes only; the first is written at the first
 * start. One key signs, stores and seals; older ones still prove what they signed, until they are
 * retired; a next one already proves what other nodes sign, before this one begins. Losing the file
 * ends all sessions and links under way and every second factor of staff. Nodes that share a
 * PostgreSQL database share this file too.
 *
 * The file: a key a line, the newest first: 64 hexadecimal digits, when it was made (RFC 3339), and
 * "next" behind one that does not sign yet. A file of one bare key, as it was before, is a ring. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/when.h"

#define SECRET_KEYS_MAX 8

enum secret_key_use {
    SECRET_KEY_MAY_CREATE,
    SECRET_KEY_MUST_EXIST,
};

struct secret_key {
    struct secret bytes;
    str id;    /* 8 hexadecimal digits that tell nothing of the key */
    when made; /* WHEN_NONE: before keys had dates */
    bool next; /* proves, and does not sign yet */
};

struct secret_ring {
    struct secret_key keys[SECRET_KEYS_MAX]; /* as in the file */
    size_t count;
};

/* Reads the ring, or makes one of one key. ERR_INVALID with a line in complaint when the file is
 * readable for others, of another form, or without a key that signs; ERR_NOT_FOUND when it must
 * exist and does not; ERR_UNAVAILABLE when the directory cannot be written. */
err secret_ring_load(struct arena *arena, str data_dir, enum secret_key_use use,
                     struct secret_ring *out, struct buf *complaint) MUST_CHECK;

/* Whoever changes the ring holds this from reading it until it is saved: two who change it at once
 * come one after the other. The lock is the data directory's own; it ends with the process. */
err secret_ring_lock(struct arena *arena, str data_dir, int *out, struct buf *complaint) MUST_CHECK;
void secret_ring_unlock(int lock);

/* Writes it whole and durably in the old one's place, for the owner alone, who stays the same. */
err secret_ring_save(struct arena *arena, str data_dir, const struct secret_ring *ring,
                     struct buf *complaint) MUST_CHECK;

/* A new random key. */
struct secret_key secret_key_new(struct arena *arena, when made);

/* The one that signs; count when there is none. */
size_t secret_ring_present(const struct secret_ring *ring);
