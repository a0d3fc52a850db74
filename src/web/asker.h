/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever was let in at the door may have been locked, signed out or given another role by the time
 * the act commits. So an act asks once more in its own transaction. */
#pragma once

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"

struct request;

/* Looks again, inside the act's transaction, at the session that req was let in with: a customer's
 * that has ended is signed in no more, a member of staff has the rights of their present role. What
 * was proven in this very call stays. */
MUST_CHECK err asker_look_again(struct request *req);

/* The rights that a member's session gives now; none when it has ended or the member was locked. */
MUST_CHECK err asker_rights(struct db *tx, struct arena *arena, session_id session, when now,
                            unsigned *out);
