/* SPDX-License-Identifier: Apache-2.0 */
/* What the server still needs once it has started, by its settings: the contents of its sandbox. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "system/sandbox.h"
#include "system/settings.h"

/* config: the settings file, or NULL. Texts live in the arena. ERR_INVALID with a line in complaint
 * when the database's address cannot be read. */
err confine_plan(struct arena *arena, const struct settings *settings, const char *config,
                 struct sandbox *out, struct buf *complaint) MUST_CHECK;

/* Whether to go in: the settings and the build say so. Logs why not, and what the kernel lacks. */
bool confine_wanted(const struct settings *settings);
