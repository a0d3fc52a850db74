/* SPDX-License-Identifier: Apache-2.0 */
/* The outside that errands are given (web/outside.h), made of a courier. */
#pragma once

#include "system/settings.h"
#include "web/outside.h"

struct courier_link;

struct outside_place {
    const struct settings *settings;
    struct courier_link *courier;
};

/* place must outlive it. */
struct outside outside_of(struct outside_place *place);
