/* SPDX-License-Identifier: Apache-2.0 */
/* Digests and keyed digests: SHA-256, HMAC-SHA-256 (RFC 2104), PBKDF2 over it (RFC 8018), and one
 * key a purpose drawn from the server's key, so that a signature made for one door opens no other.
 * Compare digests with str_eq_constant_time. */
#pragma once

#include <stdint.h>

#include "base/secret.h"
#include "base/str.h"

#define DIGEST_BYTES 32

struct digest {
    unsigned char bytes[DIGEST_BYTES];
};

struct digest sha256(str data);

/* The key for one purpose ("session", "captcha"), 32 bytes: HMAC-SHA-256(master, purpose). */
struct secret mac_key_for(struct arena *arena, struct secret master, str purpose);

/* HMAC-SHA-256 with a key of any length. */
struct digest mac(struct secret key, str data);
/* 64 lower-case digits. */
str mac_hex(struct arena *arena, struct secret key, str data);

/* PBKDF2-HMAC-SHA-256, one block of 32 bytes; rounds >= 1. */
struct digest pbkdf2_sha256(str password, str salt, uint32_t rounds);

/* The bytes as a slice; valid as long as the digest. */
str digest_bytes(const struct digest *digest);
str digest_hex(struct arena *arena, const struct digest *digest);
