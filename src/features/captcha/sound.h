/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the symbols aloud over a murmur: clips of single symbols, spoken by a synthesiser when the
 * program was built, joined into one WAV. Private to the room. */
#pragma once

#include <stdint.h>

#include "features/captcha/picture_id.h"
#include "i18n/tr.h"

#define SOUND_RATE 8000 /* samples a second, one channel, eight bits */

/* A WAV in the arena. The same symbols and seed give the same sound. */
str sound_wav(struct arena *arena, const struct picture_symbols *symbols, enum lang lang,
              uint64_t seed);
