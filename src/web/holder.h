/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds claims of jobs and messages. Several processes may share a PostgreSQL; each has a
 * number, and while it lives a lock of the database under it, which goes with its connection. What
 * one that is gone had claimed is freed by the others, and they need not wait for its leases. The
 * lock belongs to the handle that took it: whoever claims keeps that handle, and stands again every
 * few seconds, because a connection may have been lost and made anew. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"

/* This process is seen to be alive. Call it before the first claim and every few seconds. */
err holder_stands(struct db *db, struct arena *arena) MUST_CHECK;

/* What to put down as the holder of a claim; 0 before holder_stands. */
int64_t holder_number(void);

/* Frees the claims of processes that are gone. One is believed to be gone when several calls in
 * turn have not seen it: a living one may just have lost its connection. From one thread. */
err holder_free_orphans(struct db *db, struct arena *arena, when now) MUST_CHECK;
