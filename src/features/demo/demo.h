/* SPDX-License-Identifier: Apache-2.0 */
/* What only the demonstration has. Outside of it these pages are not found. */
#pragma once

#include "web/route.h"

extern const struct route demo_components_routes[];
