/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the symbols as a grey picture: each turned, leaned, moved and bent a little, with strands
 * across. Whole numbers only. Private to the room. */
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "features/captcha/picture_id.h"

#define PICTURE_WIDTH 280
#define PICTURE_HEIGHT 88

/* A PNG in the arena. The same symbols and seed give the same picture. */
str picture_png(struct arena *arena, const struct picture_symbols *symbols, uint64_t seed);

/* A box in pixels that holds a symbol's ink; for the test that all of it is on the picture. */
struct picture_box {
    int left, top, right, bottom;
};
void picture_boxes(struct arena *arena, const struct picture_symbols *symbols, uint64_t seed,
                   struct picture_box out[PICTURE_SYMBOLS]);
