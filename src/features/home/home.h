/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the home room: the public front page and the customer's home. */
#pragma once

#include "web/route.h"

extern const struct route home_routes[];
