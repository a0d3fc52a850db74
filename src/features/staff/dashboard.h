/* SPDX-License-Identifier: Apache-2.0 */
/* What the dashboard shows: the screens of all rooms that the member may open. */
#pragma once

#include <stdint.h>

#include "web/page.h"

struct dashboard_tile {
    struct url url;
    str label;
    bool counts;     /* something may wait there */
    int64_t waiting; /* how much does */
};

struct dashboard_view {
    const struct dashboard_tile *tiles;
    size_t count;
};
