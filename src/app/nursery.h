/* SPDX-License-Identifier: Apache-2.0 */
/* The server's end of the nursery (courier/nursery.h): from there it has its couriers and runners
 * of hooks, at any time, though it may start no program itself. Its program is embedded in this one
 * and started from memory. */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "courier/handover.h"

struct nursery;

/* Starts the nursery. Call it before threads and before the sandbox; the thread that calls must
 * live as long as the nursery, which dies with it. hooks_folder may be empty. ERR_INTERNAL when it
 * cannot start. */
err nursery_open(str hooks_folder, struct nursery **out) MUST_CHECK;

/* Ends the nursery and waits for it and all its children; their sockets must be closed before. */
void nursery_close(struct nursery **nursery);

/* A socket to a new child; -1 when there is none to be had. Thread-safe. */
int nursery_child(struct nursery *nursery, enum child_kind kind) MUST_CHECK;
