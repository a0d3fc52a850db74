/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/token.h"

#include <sodium.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/check.h"
#include "crypto/codec.h"

/* libsodium must be set up once before threads draw from it; asking again costs a lock. */
static void ready(void)
{
    CHECK(sodium_init() >= 0);
}

struct secret token_new(struct arena *arena)
{
    char bytes[32];
    ready();
    randombytes_buf(bytes, sizeof(bytes));
    str text = base64url_encode(arena, (str){bytes, sizeof(bytes)});
    CHECK(text.len == TOKEN_TEXT_LEN);
    struct secret token = secret_copy(arena, text);
    sodium_memzero(bytes, sizeof(bytes));
    return token;
}

bool token_is_wellformed(str token)
{
    if (token.len != TOKEN_TEXT_LEN) {
        return false;
    }
    for (size_t i = 0; i < token.len; i++) {
        char c = token.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
            return false;
        }
    }
    return true;
}

str token_digest(struct arena *arena, struct secret key, str token)
{
    return mac_hex(arena, key, token);
}

struct secret code_new(struct arena *arena)
{
    char text[CODE_DIGITS + 1];
    ready();
    (void)snprintf(text, sizeof(text), "%06u", (unsigned)randombytes_uniform(1000000));
    struct secret code = secret_copy(arena, str_from_z(text));
    sodium_memzero(text, sizeof(text));
    return code;
}

bool code_parse(struct arena *arena, str typed, str *out)
{
    struct buf digits = buf_in(arena);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ' || c == '-') {
            continue;
        }
        if (c < '0' || c > '9' || digits.len == CODE_DIGITS) {
            return false;
        }
        buf_put_char(&digits, c);
    }
    if (digits.len != CODE_DIGITS) {
        return false;
    }
    *out = buf_str(&digits);
    return true;
}

str code_digest(struct arena *arena, struct secret key, str flow_id, str code)
{
    struct buf text = buf_in(arena);
    buf_put(&text, flow_id);
    buf_put_char(&text, '\n'); /* no flow id holds it: the pair reads back one way only */
    buf_put(&text, code);
    return mac_hex(arena, key, buf_str(&text));
}
