/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of hooks as the nursery is told it: absolute, and never one the server itself may
 * write to, but in a demonstration, which brings a sample hook along. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "system/settings.h"

/* Empty when there is none. A demonstration without provisioning.hooks has DATA/hooks, which is
 * made and filled. ERR_INVALID with a line in complaint. */
err hooks_folder(struct arena *arena, const struct settings *settings, str *out,
                 struct buf *complaint) MUST_CHECK;

/* The same for a provisioning.hooks that is set; makes nothing. */
err hooks_folder_given(struct arena *arena, const struct settings *settings, str *out,
                       struct buf *complaint) MUST_CHECK;
