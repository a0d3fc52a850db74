/* SPDX-License-Identifier: Apache-2.0 */
/* Plans on sale against the settings: a plan whose hook or web address is not there, or whose price
 * nobody can pay, is sold and then not delivered. `kabinet check` and `kabinet doctor` refuse it;
 * `serve` says it as an error and goes on, because what staff publishes must not stop a server. */
#pragma once

#include "base/buf.h"
#include "db/db.h"
#include "system/settings.h"

/* A line in complaints for every fault, then ERR_INVALID. The schema must be this program's. */
MUST_CHECK err plans_check(struct db_engine *engine, struct arena *arena,
                           const struct settings *settings, struct buf *complaints);

/* Says each fault in the log; *settings as plans_check has them. */
void plans_check_log(struct db_engine *engine, const struct settings *settings);
