/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password.h"

#include <errno.h>
#include <semaphore.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define ARGON2_VERSION 19 /* RFC 9106: 0x13 */

struct password_hasher {
    unsigned long long passes;
    size_t memory;
    sem_t slots;
    char dummy[crypto_pwhash_STRBYTES];
};

/* The hash as libsodium wants it: NUL-terminated in its own fixed room. */
struct stored {
    char text[crypto_pwhash_STRBYTES];
};

static void take_slot(struct password_hasher *hasher)
{
    while (sem_wait(&hasher->slots) != 0) {
        CHECK(errno == EINTR);
    }
}

static err hash_now(struct password_hasher *hasher, str password, struct stored *out)
{
    take_slot(hasher);
    int failed =
        crypto_pwhash_str(out->text, password.ptr, password.len, hasher->passes, hasher->memory);
    sem_post(&hasher->slots);
    return failed ? ERR_UNAVAILABLE : ERR_OK;
}

static bool cost_is_possible(const struct password_cost *cost)
{
    return cost->slots >= 1 && cost->slots <= 1024 && cost->passes >= crypto_pwhash_OPSLIMIT_MIN &&
           cost->memory_kib >= crypto_pwhash_MEMLIMIT_MIN / 1024 && cost->memory_kib <= 4 << 20;
}

/* A hash of today's cost that no password has: random bytes in the place of salt and result. Made
 * without hashing, because the server's start does not wait for it. */
static void make_dummy(struct password_hasher *hasher)
{
    unsigned char bytes[crypto_pwhash_SALTBYTES + 32];
    char salt[sodium_base64_ENCODED_LEN(crypto_pwhash_SALTBYTES,
                                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    char result[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    randombytes_buf(bytes, sizeof(bytes));
    sodium_bin2base64(salt, sizeof(salt), bytes, crypto_pwhash_SALTBYTES,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(result, sizeof(result), bytes + crypto_pwhash_SALTBYTES, 32,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    snprintf(hasher->dummy, sizeof(hasher->dummy), "$argon2id$v=%d$m=%zu,t=%llu,p=1$%s$%s",
             ARGON2_VERSION, hasher->memory / 1024, hasher->passes, salt, result);
}

err password_hasher_open(const struct password_cost *cost, struct password_hasher **out)
{
    if (sodium_init() < 0 || !cost_is_possible(cost)) {
        return ERR_INTERNAL;
    }
    struct password_hasher *hasher = calloc(1, sizeof(*hasher));
    if (hasher == NULL) {
        return ERR_INTERNAL;
    }
    hasher->passes = cost->passes;
    hasher->memory = (size_t)cost->memory_kib * 1024;
    CHECK(sem_init(&hasher->slots, 0, cost->slots) == 0);
    make_dummy(hasher);
    *out = hasher;
    return ERR_OK;
}

void password_hasher_close(struct password_hasher **hasher)
{
    if (*hasher != NULL) {
        sem_destroy(&(*hasher)->slots);
        free(*hasher);
        *hasher = NULL;
    }
}

err password_hash(struct password_hasher *hasher, struct arena *arena, struct secret password,
                  str *out)
{
    if (password.len > PASSWORD_BYTES_MAX) {
        return ERR_INVALID;
    }
    struct stored made;
    err e = hash_now(hasher, secret_reveal(password), &made);
    if (e == ERR_OK) {
        *out = str_dup(arena, str_from_z(made.text));
    }
    return e;
}

static bool stored_from(str hash, struct stored *out)
{
    if (hash.len == 0 || hash.len >= sizeof(out->text)) {
        return false;
    }
    memset(out, 0, sizeof(*out));
    memcpy(out->text, hash.ptr, hash.len);
    return true;
}

err password_verify(struct password_hasher *hasher, str hash, struct secret password,
                    bool *out_matches)
{
    if (password.len > PASSWORD_BYTES_MAX) {
        *out_matches = false;
        return ERR_OK;
    }
    struct stored stored;
    /* needs_rehash gives -1 for a text that is no Argon2id hash at all. */
    bool known = stored_from(hash, &stored) &&
                 crypto_pwhash_str_needs_rehash(stored.text, hasher->passes, hasher->memory) != -1;
    str typed = secret_reveal(password);
    take_slot(hasher);
    errno = 0;
    int failed =
        crypto_pwhash_str_verify(known ? stored.text : hasher->dummy, typed.ptr, typed.len);
    bool out_of_memory = failed && errno == ENOMEM;
    sem_post(&hasher->slots);
    if (out_of_memory) {
        return ERR_UNAVAILABLE;
    }
    *out_matches = known && !failed;
    return ERR_OK;
}

bool password_needs_rehash(const struct password_hasher *hasher, str hash)
{
    struct stored stored;
    return !stored_from(hash, &stored) ||
           crypto_pwhash_str_needs_rehash(stored.text, hasher->passes, hasher->memory) != 0;
}
