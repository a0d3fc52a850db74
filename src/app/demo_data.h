/* SPDX-License-Identifier: Apache-2.0 */
/* What a demonstration begins with: something to buy. */
#pragma once

#include "db/db.h"

/* Puts it, unless it is there. */
MUST_CHECK err demo_data_put(struct db_engine *engine);
