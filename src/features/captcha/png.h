/* SPDX-License-Identifier: Apache-2.0 */
/* Writes pictures in shades of grey as PNG (ISO/IEC 15948), over zlib alone. Private to the room.
 */
#pragma once

#include <stdint.h>

#include "base/str.h"

/* pixels: width × height bytes, rows from the top, 0 is black. */
str png_grey(struct arena *arena, const unsigned char *pixels, uint32_t width, uint32_t height);
