/* SPDX-License-Identifier: Apache-2.0 */
/* Sample data for an empty database: what `kabinet seed` writes, for demonstrations and measuring.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

struct seed_plan {
    uint64_t accounts, seed;
    str password_hash; /* of every account */
    str terms_version;
};

/* ERR_CONFLICT, with a line in complaints, when there are accounts already. A failure half-way
 * leaves what was written. */
err seed_fill(struct db_engine *engine, const struct seed_plan *plan,
              struct buf *complaints) MUST_CHECK;
