/* SPDX-License-Identifier: Apache-2.0 */
/* `kabinet doctor --sandbox-probe`: goes into the server's sandbox and tries what is forbidden
 * there. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "system/settings.h"

/* A line for every attempt on stdout, "refused" or "ALLOWED" in front; false when one was allowed,
 * or when there is no sandbox to go into. Happens in a child process. */
bool sandbox_probe(struct arena *arena, const struct settings *settings, const char *config,
                   struct buf *complaints);
