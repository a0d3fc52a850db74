/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as text and back: lower-case hexadecimal, base64 (RFC 4648 section 4, padded) and base64url
 * (section 5, without padding). Decoders are strict: one text for one value, so that a signed or
 * stored text cannot be respelt. Timing does not depend on the content. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

/* Two lower-case digits a byte. */
str hex_encode(struct arena *arena, str bytes);
/* False on an odd length or anything but 0-9 and a-f; *out is untouched then. */
bool hex_decode(struct arena *arena, str text, str *out);

/* Base32 (RFC 4648 section 6), without padding: what authenticator apps take typed. */
str base32_encode(struct arena *arena, str bytes);

str base64_encode(struct arena *arena, str bytes);
/* Padding is required, white space refused; *out is untouched on failure. */
bool base64_decode(struct arena *arena, str text, str *out);

str base64url_encode(struct arena *arena, str bytes);
/* Padding is refused; *out is untouched on failure. */
bool base64url_decode(struct arena *arena, str text, str *out);
