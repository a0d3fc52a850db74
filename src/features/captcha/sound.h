/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the symbols aloud over a murmur: clips of single symbols, spoken by a synthesiser in
 * several voices when the program was built, bent anew for each recording. Private to the room. */
#pragma once

#include <stdint.h>

#include "features/captcha/picture_id.h"
#include "i18n/tr.h"

#define SOUND_RATE 8000 /* samples a second, one channel, eight bits */

/* A WAV in the arena. The same symbols and seed give the same sound. begins may be NULL: where each
 * symbol begins, in samples, for tests that play the attacker. */
str sound_wav(struct arena *arena, const struct picture_symbols *symbols, enum lang lang,
              uint64_t seed, size_t begins[PICTURE_SYMBOLS]);
