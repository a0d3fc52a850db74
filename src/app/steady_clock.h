/* SPDX-License-Identifier: Apache-2.0 */
/* The time that requests and jobs go by: the machine's clock, but never backwards. What has expired
 * stays expired when the clock is set back, also over a restart, because the newest moment is kept
 * in the database. After a step back this clock goes at half its pace until the machine's has
 * caught up, so that what is given out meanwhile lives twice its time at most.
 *
 * A step of more than two hours is not believed (app/clock_guard.h): forward it is followed, since
 * what looks expired must not pass, but not remembered; back it is not followed. A time of another
 * process that is further ahead is not taken either. A person confirms the machine's clock as it
 * stands with `kabinet clock confirm`, and this one goes by it again, in every process whose own
 * clock is near. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"
#include "web/command.h"

/* For a request, which may decide by it what has expired. */
when steady_clock_now(void);
/* For whoever only looks whether something is due: it alone is no reason to write anything down. */
when steady_clock_look(void);

/* Takes the newest moment from the database, and says whether the machine's clock is believed;
 * before anything is served. Writes nothing. */
err steady_clock_load(struct db *db, struct arena *arena) MUST_CHECK;

/* Writes it down, a few seconds apart at most, when somebody has asked for the time since, else
 * every few minutes. On PostgreSQL it also reads what other processes wrote. From one thread. */
err steady_clock_keep(struct db *db, struct arena *arena) MUST_CHECK;

/* The machine's clock is right as it stands: here and in the database, in a transaction of its own
 * or in the caller's. */
err steady_clock_confirm(struct db *db) MUST_CHECK;
err steady_clock_confirm_in(struct db *tx) MUST_CHECK;

/* For a person, from any process: by how much the machine's clock is off what is
 * believed (0: it is believed), and the newest moment that was written down. */
err steady_clock_doubt(struct db *db, struct arena *arena, when *out_newest,
                       int64_t *out_by_us) MUST_CHECK;

/* `kabinet clock show` and `kabinet clock confirm`. */
extern const struct room_command clock_commands[];
