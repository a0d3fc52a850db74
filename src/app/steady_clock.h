/* SPDX-License-Identifier: Apache-2.0 */
/* The time that requests and jobs go by: the machine's clock, but never backwards. What has expired
 * stays expired when the clock is set back, also over a restart, because the newest moment is kept
 * in the database. After a step back this clock goes at half its pace until the machine's has
 * caught up, so that what is given out meanwhile lives twice its time at most.
 *
 * A step of more than two hours is not believed (app/clock_guard.h): forward it is followed, since
 * what looks expired must not pass, but not remembered; back it is not followed. A person confirms
 * the machine's clock as it stands with `kabinet jobs run --now`, and this one goes by it again. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"

/* For a request, which may decide by it what has expired. */
when steady_clock_now(void);
/* For whoever only looks whether something is due: it alone is no reason to write anything down. */
when steady_clock_look(void);

/* Takes the newest moment from the database; before anything is served. */
err steady_clock_load(struct db *db, struct arena *arena) MUST_CHECK;

/* Writes it down, a few seconds apart at most, when somebody has asked for the time since. On
 * PostgreSQL it also reads what other processes wrote. From one thread. */
err steady_clock_keep(struct db *db, struct arena *arena) MUST_CHECK;

/* The machine's clock is right as it stands: here, or here and in the database. */
void steady_clock_trust(void);
err steady_clock_confirm(struct db *db) MUST_CHECK;
