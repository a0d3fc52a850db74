/* SPDX-License-Identifier: Apache-2.0 */
/* The outside that errands are given (web/outside.h): a courier and a runner of hooks of their own.
 */
#pragma once

#include "app/courier_link.h"
#include "app/hook_link.h"
#include "system/settings.h"
#include "web/outside.h"

struct outside_place {
    const struct settings *settings;
    struct courier_link *courier;
    struct hook_link *hooks;
    struct outside outside;
};

/* The settings and the nursery must outlive the place, and it must not move. */
err outside_open(const struct settings *settings, struct nursery *nursery,
                 struct outside_place *out) MUST_CHECK;
void outside_close(struct outside_place *place);

/* From any thread: ends running hooks, or exchanges, which may take long. */
void outside_interrupt(struct outside_place *place);
void outside_interrupt_exchange(struct outside_place *place);
