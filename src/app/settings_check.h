/* SPDX-License-Identifier: Apache-2.0 */
/* What no single row of the settings can tell: values that must be addresses, zones, files or keys,
 * values that contradict each other, and what is set but cannot work. check, serve and a reload
 * all ask here, so that none of them passes what another refuses. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "system/settings.h"

struct settings_check_options {
    bool force;    /* --force: the demo may be reached from elsewhere, plain http may be public */
    bool serving;  /* the settings of a server, not of a command beside one */
    bool confined; /* a reload inside the sandbox: no host name can be looked up there */
};

/* A line in complaints for every fault, naming the setting, then ERR_INVALID; ERR_UNAVAILABLE when
 * nothing is wrong but what a later moment may mend, as an interface that is not up yet. */
err settings_check(struct arena *arena, const struct settings *settings,
                   const struct settings_check_options *options, struct buf *complaints) MUST_CHECK;
