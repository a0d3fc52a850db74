/* SPDX-License-Identifier: Apache-2.0 */
/* A look at the machine, the files and the neighbours, for an operator who wonders what is wrong.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "system/settings.h"

/* Writes a line a finding, "ok", "note" or "FAULT" in front; false when there was a fault. Changes
 * nothing, works beside a running server. */
bool doctor_examine(struct arena *arena, const struct settings *settings, struct buf *out);
