/* SPDX-License-Identifier: Apache-2.0 */
/* HMAC-SHA-1 (RFC 2104, FIPS 180-4) for totp.c alone: authenticator apps know nothing newer, and as
 * a keyed digest it still holds. Nothing else may use it. */
#pragma once

#include "base/str.h"

#define SHA1_BYTES 20

void hmac_sha1(str key, str data, unsigned char out[SHA1_BYTES]);
