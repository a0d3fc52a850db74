/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages and letters of the room show. */
#pragma once

#include "features/services/services.h"
#include "web/components.h"

/* A letter: sentences are ready. Empty ones are left out. */
struct service_letter {
    str subject, name;
    str body, note;
    str service, amount, until;
    struct url where;
    str button;
};
