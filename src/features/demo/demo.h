/* SPDX-License-Identifier: Apache-2.0 */
/* What only the demonstration has; app leaves these routes out of a plain server. */
#pragma once

#include "web/route.h"

extern const struct route demo_routes[];
