/* SPDX-License-Identifier: Apache-2.0 */
/* Repeatable dice for drawing and sound: the same seed throws the same. Not for secrets; the seed
 * is one. Private to the room. */
#pragma once

#include <stdint.h>

struct dice {
    uint64_t state;
};

static inline struct dice dice_from(uint64_t seed)
{
    return (struct dice){seed};
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static inline uint32_t dice_throw(struct dice *dice)
{
    uint64_t z = (dice->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

/* From low to high, both included. */
static inline int dice_between(struct dice *dice, int low, int high)
{
    return low + (int)(dice_throw(dice) % (uint32_t)(high - low + 1));
}
