/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/check.h"
#include "crypto/codec.h"

#define PREFIX "sealed:"
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MARK crypto_aead_xchacha20poly1305_ietf_ABYTES

static unsigned char *bytes_of(str s)
{
    return (unsigned char *)(uintptr_t)s.ptr;
}

str seal(struct arena *arena, struct secret key, str about, struct secret plain)
{
    CHECK(key.len == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    str open = secret_reveal(plain);
    size_t len = NONCE + open.len + MARK;
    unsigned char *whole = arena_alloc(arena, len);
    CHECK(sodium_init() >= 0);
    randombytes_buf(whole, NONCE);
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        whole + NONCE, NULL, bytes_of(open), open.len, bytes_of(about), about.len, NULL, whole,
        bytes_of(secret_reveal(key)));
    CHECK(failed == 0);
    str text = base64url_encode(arena, (str){(char *)whole, len});
    return str_printf(arena, PREFIX "%" STR_FMT, STR_ARG(text));
}

bool seal_is_sealed(str text)
{
    return str_starts(text, STR(PREFIX));
}

bool seal_open(struct arena *arena, struct secret key, str about, str text, struct secret *out)
{
    str whole;
    if (!seal_is_sealed(text) || key.len != crypto_aead_xchacha20poly1305_ietf_KEYBYTES ||
        !base64url_decode(arena, str_skip(text, sizeof PREFIX - 1), &whole) ||
        whole.len < NONCE + MARK) {
        return false;
    }
    size_t len = whole.len - NONCE - MARK;
    unsigned char *open = arena_alloc(arena, len + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            open, NULL, NULL, bytes_of(str_skip(whole, NONCE)), whole.len - NONCE, bytes_of(about),
            about.len, bytes_of(whole), bytes_of(secret_reveal(key))) != 0) {
        return false;
    }
    *out = secret_copy(arena, (str){(char *)open, len});
    sodium_memzero(open, len);
    return true;
}
