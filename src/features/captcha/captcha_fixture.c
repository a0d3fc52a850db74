/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/captcha_fixture.h"

#include "base/check.h"
#include "crypto/codec.h"
#include "crypto/mac.h"
#include "features/captcha/altcha.h"
#include "json/reader.h"

struct secret fixture_key(struct arena *arena)
{
    return secret_copy(arena, STR("a key of tests, thirty-two bytes"));
}

static str member(struct arena *arena, const struct json_node *node, str name)
{
    str hex = {0}, bytes = {0};
    CHECK(json_get_str(node, name, &hex) && hex_decode(arena, hex, &bytes));
    return bytes;
}

/* The number whose key begins with the prefix, and the key. */
static str solve(struct arena *arena, const struct json_node *parameters, uint32_t *out_counter)
{
    int64_t rounds = 0;
    CHECK(json_get_i64(parameters, STR("cost"), &rounds));
    str nonce = member(arena, parameters, STR("nonce"));
    str salt = member(arena, parameters, STR("salt"));
    str prefix = member(arena, parameters, STR("keyPrefix"));
    for (uint32_t n = 0; n < 100000; n++) {
        char *bytes = arena_alloc(arena, nonce.len + 4);
        for (size_t i = 0; i < nonce.len; i++) {
            bytes[i] = nonce.ptr[i];
        }
        for (size_t i = 0; i < 4; i++) {
            bytes[nonce.len + i] = (char)(n >> (24 - 8 * i));
        }
        struct digest key = pbkdf2_sha256((str){bytes, nonce.len + 4}, salt, (uint32_t)rounds);
        if (str_starts(digest_bytes(&key), prefix)) {
            *out_counter = n;
            return str_dup(arena, digest_bytes(&key));
        }
    }
    CHECK(false);
    return STR("");
}

str fixture_payload(struct arena *arena, str scope, when expires_at)
{
    str challenge = altcha_challenge(arena, fixture_key(arena), scope,
                                     altcha_work_of(CAPTCHA_RISK_LOW, true), expires_at);
    struct json_node root = {0};
    CHECK(json_read(arena, challenge, &root) == ERR_OK);
    uint32_t counter = 0;
    str key = solve(arena, json_member(&root, STR("parameters")), &counter);
    str payload = str_printf(arena,
                             "{\"challenge\":%" STR_FMT ",\"solution\":{\"counter\":%u,"
                             "\"derivedKey\":\"%" STR_FMT "\",\"time\":12.5}}",
                             STR_ARG(challenge), counter, STR_ARG(hex_encode(arena, key)));
    return base64_encode(arena, payload);
}
