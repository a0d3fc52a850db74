/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for what belongs to somebody else? Such a request is answered as one for an id that does
 * not exist, to the byte and to the microsecond; so nothing is looked up for it. Its ids are kept
 * in memory, and a job of web asks the rooms for them a minute later: those that do exist are an
 * event of security (SECURITY_FOREIGN_ID). What does not fit, or is lost with the process, is not
 * told. Each room answers for its own tables (app/feature_list.c lists them); sessions are web's.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "db/db.h"

struct request;

/* Keeps the ids of a request that was refused with 404, or because of a field. */
void foreign_id_suspect(const struct request *req);

/* Of a room: is there anything by that id, of a customer other than this one? */
typedef err foreign_id_fn(struct db *db, struct arena *arena, str id, account_id account,
                          bool *out);

/* Names the rooms' questions, a NULL-terminated list that lives as long as the program; once, at
 * the start. */
void foreign_id_ask(foreign_id_fn *const *questions);

/* Looks up what was kept. */
err foreign_id_look_up(struct db *tx, struct arena *arena);
