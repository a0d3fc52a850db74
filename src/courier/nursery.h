/* SPDX-License-Identifier: Apache-2.0 */
/* The nursery: started while the server still may start programs, it forks couriers and runners of
 * hooks for as long as the server lives, so that one that was killed can be had anew from inside
 * the sandbox. There is one for couriers and one for runners of hooks, because only the latter may
 * start programs. It does nothing else, takes no more than a byte at a time, and what hooks there
 * are was decided when it was started. */
#pragma once

struct confinement;

_Noreturn void nursery_run(const struct confinement *confinement);
