/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mac.h"

#include <sodium.h>
#include <string.h>

#include "base/check.h"
#include "crypto/codec.h"

_Static_assert(DIGEST_BYTES == crypto_hash_sha256_BYTES, "SHA-256 gives 32 bytes");

static const unsigned char *bytes_of(str s)
{
    return (const unsigned char *)s.ptr;
}

struct digest sha256(str data)
{
    struct digest out;
    crypto_hash_sha256(out.bytes, bytes_of(data), data.len);
    return out;
}

/* Half of a short HMAC is the work on its key, and the site's few keys sign several texts a
 * request: their states are kept, a thread for itself. Found by the key's bytes, not by where they
 * stand. */
static crypto_auth_hmacsha256_state keyed_state(str key)
{
    static _Thread_local struct {
        unsigned char key[DIGEST_BYTES];
        crypto_auth_hmacsha256_state state;
    } kept[8];
    crypto_auth_hmacsha256_state state;
    if (key.len != DIGEST_BYTES) {
        crypto_auth_hmacsha256_init(&state, bytes_of(key), key.len);
        return state;
    }
    size_t at = bytes_of(key)[0] % (sizeof(kept) / sizeof(kept[0]));
    static const unsigned char empty[DIGEST_BYTES];
    bool is_kept = sodium_memcmp(kept[at].key, bytes_of(key), key.len) == 0 &&
                   sodium_memcmp(kept[at].key, empty, key.len) != 0;
    if (!is_kept) {
        memcpy(kept[at].key, key.ptr, key.len);
        crypto_auth_hmacsha256_init(&kept[at].state, bytes_of(key), key.len);
    }
    return kept[at].state;
}

struct digest mac(struct secret key, str data)
{
    crypto_auth_hmacsha256_state state = keyed_state(secret_reveal(key));
    struct digest out;
    crypto_auth_hmacsha256_update(&state, bytes_of(data), data.len);
    crypto_auth_hmacsha256_final(&state, out.bytes);
    sodium_memzero(&state, sizeof(state));
    return out;
}

struct secret mac_key_for(struct arena *arena, struct secret master, str purpose)
{
    struct digest digest = mac(master, purpose);
    struct secret key = secret_copy(arena, digest_bytes(&digest));
    sodium_memzero(&digest, sizeof(digest));
    return key;
}

str mac_hex(struct arena *arena, struct secret key, str data)
{
    struct digest digest = mac(key, data);
    return digest_hex(arena, &digest);
}

struct digest pbkdf2_sha256(str password, str salt, uint32_t rounds)
{
    CHECK(rounds >= 1);
    static const unsigned char first_block[4] = {0, 0, 0, 1};
    crypto_auth_hmacsha256_state keyed;
    crypto_auth_hmacsha256_init(&keyed, bytes_of(password), password.len);
    crypto_auth_hmacsha256_state state = keyed;
    crypto_auth_hmacsha256_update(&state, bytes_of(salt), salt.len);
    crypto_auth_hmacsha256_update(&state, first_block, sizeof(first_block));
    struct digest turn;
    crypto_auth_hmacsha256_final(&state, turn.bytes);
    struct digest out = turn;
    for (uint32_t round = 1; round < rounds; round++) {
        state = keyed; /* the key's two hash blocks are not computed again */
        crypto_auth_hmacsha256_update(&state, turn.bytes, sizeof(turn.bytes));
        crypto_auth_hmacsha256_final(&state, turn.bytes);
        for (size_t i = 0; i < sizeof(out.bytes); i++) {
            out.bytes[i] ^= turn.bytes[i];
        }
    }
    sodium_memzero(&keyed, sizeof(keyed));
    sodium_memzero(&state, sizeof(state));
    return out;
}

str digest_bytes(const struct digest *digest)
{
    return (str){(const char *)digest->bytes, sizeof(digest->bytes)};
}

str digest_hex(struct arena *arena, const struct digest *digest)
{
    return hex_encode(arena, digest_bytes(digest));
}
