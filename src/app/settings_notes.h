/* SPDX-License-Identifier: Apache-2.0 */
/* What the settings allow that is weaker than usual, or that does nothing: no fault, because the
 * operator wrote it, but said by check and doctor each time. */
#pragma once

#include "base/buf.h"
#include "system/settings.h"

/* A line for each; begins with the setting's name. */
void settings_notes(struct arena *arena, const struct settings *settings, struct buf *out);
