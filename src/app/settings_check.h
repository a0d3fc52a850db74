/* SPDX-License-Identifier: Apache-2.0 */
/* What no single row of the settings can tell: values that must be addresses, zones or URLs, and
 * values that contradict each other. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "system/settings.h"

/* A line in complaints for every fault, then ERR_INVALID. force lets the demo run under a public
 * URL that others may reach. */
err settings_check(struct arena *arena, const struct settings *settings, bool force,
                   struct buf *complaints) MUST_CHECK;
