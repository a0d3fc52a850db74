/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that have to be read again, closed with a key of the server's for the time they lie in a
 * database: XChaCha20-Poly1305 (libsodium) with a random nonce. What the sealed text is about goes
 * along unsealed and is authenticated, so that one row's text opens for no other. */
#pragma once

#include <stdbool.h>

#include "base/secret.h"
#include "base/str.h"

#define SEAL_KEY_BYTES 32

/* "sealed:" and base64url. The key has 32 bytes. */
str seal(struct arena *arena, struct secret key, str about, struct secret plain);

/* Whether a text looks like one of seal's. */
bool seal_is_sealed(str text);

/* False when it was sealed with another key or about something else, or was changed. */
bool seal_open(struct arena *arena, struct secret key, str about, str text, struct secret *out);
