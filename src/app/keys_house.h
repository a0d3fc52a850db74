/* SPDX-License-Identifier: Apache-2.0 */
/* What `kabinet keys` asks the database that the ring belongs to. */
#pragma once

#include <stdbool.h>

#include "app/house_key.h"

/* house_key_compare with the database that the settings name; *out_looked is false, and nothing is
 * said, when they name none that exists. A database that cannot be opened is a line, and a fault.
 */
err keys_house_compare(struct arena *arena, const struct settings *settings,
                       const struct secret_ring *ring, bool *out_looked,
                       struct buf *complaints) MUST_CHECK;

/* Whether the house can go on with this ring, one key of which was taken out. ERR_INVALID with a
 * line when it still signs with that key, when a second factor would be lost with it, or when no
 * database can be looked at. */
err keys_house_goes_on(struct arena *arena, const struct settings *settings,
                       const struct secret_ring *rest, struct buf *complaints) MUST_CHECK;

/* Takes the ring as this database's own, whatever it was signed with before. A new one is written
 * to the data directory first, and only once the database is ours to write: a refusal changes
 * nothing. */
err keys_house_adopt(struct arena *arena, const struct settings *settings,
                     const struct secret_ring *ring, bool is_new,
                     struct buf *complaints) MUST_CHECK;
