/* SPDX-License-Identifier: Apache-2.0 */
/* The server's end of a runner of hooks (courier/hooks.h), had from the nursery when it is first
 * needed. One run at a time. */
#pragma once

#include "app/nursery.h"
#include "web/outside.h"

struct hook_link;

/* The nursery must outlive the link. */
err hook_link_open(struct nursery *nursery, struct hook_link **out) MUST_CHECK;
void hook_link_close(struct hook_link **link);

/* From any thread: ends the run under way, and every later one at once, as HOOK_INTERRUPTED. */
void hook_link_interrupt(struct hook_link *link);

void hook_link_run(struct hook_link *link, struct arena *arena, const struct outside_hook *hook,
                   struct outside_hook_answer *out);
