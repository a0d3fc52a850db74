/* SPDX-License-Identifier: Apache-2.0 */
/* Believable customers, the n-th of a seed always the same: three of five write Ukrainian, the rest
 * English. Addresses are of the domains kept for examples. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/when.h"

struct seed_person {
    str login, email, phone; /* canonical; no two persons of a seed share one */
    str name, language, timezone;
    str network; /* where they registered from */
    when registered_at;
    bool phone_proven;
};

/* A number that depends on all three and looks like none of them. */
uint64_t seed_mixed(uint64_t seed, uint64_t n, uint64_t purpose);

/* Text lives in the arena or for ever. */
struct seed_person seed_person_at(struct arena *arena, uint64_t seed, uint64_t n);
