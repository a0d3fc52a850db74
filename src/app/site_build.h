/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the site out of its settings: keys, database, hasher. */
#pragma once

#include "app/secret_key.h"
#include "base/buf.h"
#include "base/err.h"
#include "web/site.h"

/* Fills what settings, the secret key and the database it belongs to decide; leaves the hasher
 * alone. Text lives in the arena. Only a start may make a key (app/house_key.h). */
err site_build(struct arena *arena, const struct settings *settings, struct db_engine *engine,
               enum secret_key_use use, struct site *out, struct buf *complaint);

/* The keys of every purpose, of each key of the ring; wipes the ring. */
void site_keys_build(struct arena *arena, struct secret_ring *ring, struct site *out);
