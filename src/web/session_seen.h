/* SPDX-License-Identifier: Apache-2.0 */
/* When sessions were last used. Requests only note it in memory; the job runner writes it down each
 * minute, so that reading pages writes nothing. */
#pragma once

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"

/* A session opened or used later than this from now was so on a clock that was wrong. More than the
 * two hours that a clock may be set without anybody being asked. */
#define SESSION_FUTURE (3 * WHEN_HOUR)

enum session_owner { SESSION_OF_CUSTOMER, SESSION_OF_STAFF };

/* The session is used now; noted unless its row already says so to within two minutes. */
void session_seen(enum session_owner owner, session_id id, when written, when now);

/* The session was found under an older key of the ring (before); from the next writing on it is
 * found under the present one. Noted like a use, and likewise forgotten when there is no room: the
 * next use notes it again. */
void session_under_older_key(enum session_owner owner, session_id id, str before, str digest);

/* Writes down what was noted. */
err session_flush_seen(struct db *tx);
