/* SPDX-License-Identifier: Apache-2.0 */
/* The spoken symbols; made by make_clips when the program is built. */
#pragma once

#include <stddef.h>

#include "features/captcha/picture_id.h"
#include "i18n/tr.h"

struct clip {
    const signed char *samples; /* SOUND_RATE a second */
    size_t count;
};

#define SOUND_VOICES 4

extern const struct clip clips[LANG_COUNT][SOUND_VOICES][sizeof(PICTURE_ALPHABET) - 1];
