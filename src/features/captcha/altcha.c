/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/altcha.h"

#include "base/buf.h"
#include "crypto/codec.h"
#include "crypto/mac.h"
#include "json/reader.h"
#include "json/writer.h"
#include "system/random.h"

#define NONCE_BYTES 16
#define ALGORITHM "PBKDF2/SHA-256"

/* What is signed, and all of it. */
struct parameters {
    str nonce, salt;
    int64_t cost;
    int64_t key_length;
    str key_prefix;     /* first half of the key, hexadecimal */
    str key_signature;  /* HMAC of the whole key */
    int64_t expires_at; /* seconds since 1970 */
    str scope;
};

struct altcha_work altcha_work_of(enum captcha_risk risk, bool cheap)
{
    if (cheap) {
        return (struct altcha_work){.rounds = 20, .counter_min = 5, .counter_max = 40};
    }
    /* A browser of two cores does some six million rounds a second: about half a second, two and
     * eight at the upper bound. More tries and not more rounds, which the server pays for too. */
    static const uint32_t factor[] = {1, 4, 16};
    uint32_t times = factor[risk];
    return (struct altcha_work){1000, 600 * times, 3000 * times};
}

/* One key for the challenge, another for the solved key: neither proves the other. In hexadecimal,
 * because the format's own libraries take keys as text. */
static str signed_with(struct arena *arena, struct secret key, str purpose, str data)
{
    struct secret derived = mac_key_for(arena, key, purpose);
    str text = hex_encode(arena, secret_reveal(derived));
    return mac_hex(arena, secret_copy(arena, text), data);
}

static str key_signature(struct arena *arena, struct secret key, str solved)
{
    return signed_with(arena, key, STR("altcha key"), solved);
}

/* The canonical JSON of the parameters: members in order of their names, no blanks. Every text is
 * hexadecimal or a short word, so nothing needs escaping. */
static str canonical(struct arena *arena, const struct parameters *p)
{
    return str_printf(
        arena,
        "{\"algorithm\":\"" ALGORITHM "\",\"cost\":%lld,\"data\":{\"scope\":\"%" STR_FMT "\"},"
        "\"expiresAt\":%lld,\"keyLength\":%lld,\"keyPrefix\":\"%" STR_FMT "\","
        "\"keySignature\":\"%" STR_FMT "\",\"nonce\":\"%" STR_FMT "\",\"salt\":\"%" STR_FMT "\"}",
        (long long)p->cost, STR_ARG(p->scope), (long long)p->expires_at, (long long)p->key_length,
        STR_ARG(p->key_prefix), STR_ARG(p->key_signature), STR_ARG(p->nonce), STR_ARG(p->salt));
}

static str signature_of(struct arena *arena, struct secret key, const struct parameters *p)
{
    return signed_with(arena, key, STR("altcha challenge"), canonical(arena, p));
}

static str derived_key(struct arena *arena, str nonce, str salt, uint32_t counter, uint32_t rounds)
{
    char password[NONCE_BYTES + 4];
    for (size_t i = 0; i < NONCE_BYTES; i++) {
        password[i] = nonce.ptr[i];
    }
    for (size_t i = 0; i < 4; i++) {
        password[NONCE_BYTES + i] = (char)(counter >> (24 - 8 * i)); /* big-endian */
    }
    struct digest digest = pbkdf2_sha256((str){password, sizeof(password)}, salt, rounds);
    return str_dup(arena, digest_bytes(&digest));
}

str altcha_challenge(struct arena *arena, struct secret key, str scope, struct altcha_work work,
                     when expires_at)
{
    char nonce[NONCE_BYTES], salt[NONCE_BYTES];
    random_bytes(nonce, sizeof(nonce));
    random_bytes(salt, sizeof(salt));
    uint32_t counter = work.counter_min + random_below(work.counter_max - work.counter_min + 1);
    str solved = derived_key(arena, (str){nonce, sizeof(nonce)}, (str){salt, sizeof(salt)}, counter,
                             work.rounds);
    struct parameters p = {
        .nonce = hex_encode(arena, (str){nonce, sizeof(nonce)}),
        .salt = hex_encode(arena, (str){salt, sizeof(salt)}),
        .cost = work.rounds,
        .key_length = DIGEST_BYTES,
        .key_prefix = hex_encode(arena, str_sub(solved, 0, DIGEST_BYTES / 2)),
        .key_signature = key_signature(arena, key, solved),
        .expires_at = expires_at.us / WHEN_SECOND,
        .scope = scope,
    };
    return str_printf(arena, "{\"parameters\":%" STR_FMT ",\"signature\":\"%" STR_FMT "\"}",
                      STR_ARG(canonical(arena, &p)), STR_ARG(signature_of(arena, key, &p)));
}

static bool is_word(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < 'a' || s.ptr[i] > 'z') {
            return false;
        }
    }
    return s.len > 0 && s.len <= CAPTCHA_SCOPE_MAX;
}

static bool is_hex(struct arena *arena, str s, size_t bytes)
{
    str decoded = {0};
    return hex_decode(arena, s, &decoded) && decoded.len == bytes;
}

/* Exactly the members we sign: one more would be unsigned. */
static bool parameters_from(struct arena *arena, const struct json_node *node, struct parameters *p)
{
    str algorithm = {0};
    const struct json_node *data = json_member(node, STR("data"));
    return node != NULL && node->count == 9 && data != NULL && data->count == 1 &&
           json_get_str(node, STR("algorithm"), &algorithm) && str_eq(algorithm, STR(ALGORITHM)) &&
           json_get_str(node, STR("nonce"), &p->nonce) && is_hex(arena, p->nonce, NONCE_BYTES) &&
           json_get_str(node, STR("salt"), &p->salt) && is_hex(arena, p->salt, NONCE_BYTES) &&
           json_get_i64(node, STR("cost"), &p->cost) &&
           json_get_i64(node, STR("keyLength"), &p->key_length) &&
           json_get_str(node, STR("keyPrefix"), &p->key_prefix) &&
           is_hex(arena, p->key_prefix, DIGEST_BYTES / 2) &&
           json_get_str(node, STR("keySignature"), &p->key_signature) &&
           is_hex(arena, p->key_signature, DIGEST_BYTES) &&
           json_get_i64(node, STR("expiresAt"), &p->expires_at) &&
           json_get_str(data, STR("scope"), &p->scope) && is_word(p->scope);
}

static bool solution_from(struct arena *arena, const struct json_node *node, str *out_key)
{
    str text = {0};
    int64_t counter = 0;
    return json_get_str(node, STR("derivedKey"), &text) && hex_decode(arena, text, out_key) &&
           json_get_i64(node, STR("counter"), &counter) && counter >= 0 && counter <= UINT32_MAX;
}

enum captcha_result altcha_check(struct arena *arena, struct secret key, str payload, when now,
                                 struct altcha_proof *out)
{
    str text = {0};
    struct json_node root = {0};
    if (payload.len > CAPTCHA_ALTCHA_CHARS_MAX || !base64_decode(arena, payload, &text) ||
        json_read(arena, text, &root) != ERR_OK) {
        return CAPTCHA_WRONG;
    }
    const struct json_node *challenge = json_member(&root, STR("challenge"));
    struct parameters p = {0};
    str signature = {0}, solved = {0};
    if (!parameters_from(arena, json_member(challenge, STR("parameters")), &p) ||
        !json_get_str(challenge, STR("signature"), &signature)) {
        return CAPTCHA_WRONG;
    }
    int64_t now_s = now.us / WHEN_SECOND;
    /* A challenge without an end, or with one we would not give, is none of ours. */
    if (p.expires_at <= now_s) {
        return CAPTCHA_EXPIRED;
    }
    if (p.expires_at > now_s + CAPTCHA_LIFE / WHEN_SECOND + 60 ||
        !str_eq_constant_time(signature, signature_of(arena, key, &p)) ||
        !solution_from(arena, json_member(&root, STR("solution")), &solved) ||
        !str_eq_constant_time(p.key_signature, key_signature(arena, key, solved))) {
        return CAPTCHA_WRONG;
    }
    *out = (struct altcha_proof){p.nonce, p.scope, {p.expires_at * WHEN_SECOND}};
    return CAPTCHA_PASSED;
}
