/* SPDX-License-Identifier: Apache-2.0 */
/* Text as the inside of a JSON string, for the log and the settings of this floor; documents of the
 * API are written by json/writer. Private to system. */
#pragma once

#include <stddef.h>

#include "base/str.h"

/* Most bytes one byte of input becomes. */
#define JSON_TEXT_WORST 6

/* Writes s escaped to out, at most cap bytes, and returns how many. Controls (C1 too) become
 * \u00XX, bytes that are not UTF-8 become U+FFFD; what does not fit is cut between characters. */
size_t json_escaped(char *out, size_t cap, str s);
