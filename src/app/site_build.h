/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the site out of its settings: keys, database, hasher. */
#pragma once

#include "app/secret_key.h"
#include "base/buf.h"
#include "base/err.h"
#include "web/site.h"

/* Fills what settings and the secret key decide; leaves engine and hasher alone. Text lives in the
 * arena. */
err site_build(struct arena *arena, const struct settings *settings, struct site *out,
               struct buf *complaint);

/* The keys of every purpose, of each key of the ring; wipes the ring. */
void site_keys_build(struct arena *arena, struct secret_ring *ring, struct site *out);
