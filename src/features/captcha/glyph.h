/* SPDX-License-Identifier: Apache-2.0 */
/* The shapes of the picture's symbols as strokes of a pen, in a box of 60 × 100. Drawn by us, so
 * that neither the build nor the server needs a font or a graphics library. Private to the room. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define GLYPH_WIDTH 60
#define GLYPH_HEIGHT 100
#define STROKE_POINTS_MAX 10
#define GLYPH_STROKES_MAX 3

struct stroke {
    bool round; /* corners are cut until the line is smooth */
    unsigned char count;
    struct {
        signed char x, y; /* of a round stroke also a little outside the box */
    } points[STROKE_POINTS_MAX];
};

struct glyph {
    char symbol;
    unsigned char count;
    struct stroke strokes[GLYPH_STROKES_MAX];
};

/* In the order of PICTURE_ALPHABET. */
extern const struct glyph glyphs[];
