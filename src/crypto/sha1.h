/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-1 where others have chosen it: keyed (RFC 2104, FIPS 180-4) for totp.c, because authenticator
 * apps know nothing newer and as a keyed digest it still holds; bare for breached.c alone, because
 * the lists it reads are made of such digests. Nothing else may use it. */
#pragma once

#include "base/str.h"

#define SHA1_BYTES 20

void sha1(str data, unsigned char out[SHA1_BYTES]);
void hmac_sha1(str key, str data, unsigned char out[SHA1_BYTES]);
