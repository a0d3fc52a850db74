/* SPDX-License-Identifier: Apache-2.0 */
/* "gfhjkm" is "пароль" typed without switching the keyboard, a common word in disguise. Private to
 * the room. */
#pragma once

#include <stddef.h>

#include "base/str.h"

/* What the same keys write on the Ukrainian layout, in Latin letters by sound ("parol"), as much of
 * it as fits; NUL-terminated. typed is printable ASCII. */
void password_layout_swap(str typed, char *out, size_t size);
