/* SPDX-License-Identifier: Apache-2.0 */
/* The key every other key of the site is derived from: 32 random bytes in the file secret.key of
 * the data directory, written at the first start, for the owner's eyes only. Losing it ends all
 * sessions and links under way; nothing stored depends on it for longer. Nodes that share a
 * PostgreSQL database share this file too. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

enum secret_key_use {
    SECRET_KEY_MAY_CREATE,
    SECRET_KEY_MUST_EXIST,
};

/* Reads the key, or makes it. ERR_INVALID with a line in complaint when the file is readable for
 * others, too short or of another form; ERR_NOT_FOUND when it must exist and does not;
 * ERR_UNAVAILABLE when the directory cannot be written. */
err secret_key_load(struct arena *arena, str data_dir, enum secret_key_use use, struct secret *out,
                    struct buf *complaint);
