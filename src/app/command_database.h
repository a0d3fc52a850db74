/* SPDX-License-Identifier: Apache-2.0 */
/* The database as the commands beside serve open it. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "db/db.h"
#include "system/settings.h"

/* False only for SQLite whose file was not made yet. */
bool command_database_exists(struct arena *arena, const struct settings *settings);

/* Opens it; a failure is a line in complaints. */
err command_database_open(struct arena *arena, const struct settings *settings, enum db_mode mode,
                          struct db_engine **out, struct buf *complaints) MUST_CHECK;
