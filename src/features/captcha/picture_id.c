/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/picture_id.h"

#include "base/buf.h"
#include "crypto/codec.h"
#include "crypto/mac.h"
#include "system/random.h"

#define NONCE_BYTES 16
#define NONCE_TEXT 22 /* in base64url */

static str signature_of(struct arena *arena, struct secret key, str nonce, when expires_at,
                        str scope, str guest)
{
    struct secret derived = mac_key_for(arena, key, STR("picture id"));
    str text = str_printf(arena, "%" STR_FMT "\n%" STR_FMT "\n%" STR_FMT "\n%lld", STR_ARG(scope),
                          STR_ARG(guest), STR_ARG(nonce), (long long)expires_at.us);
    struct digest digest = mac(derived, text);
    return base64url_encode(arena, str_sub(digest_bytes(&digest), 0, NONCE_BYTES));
}

str picture_id_new(struct arena *arena, struct secret key, str scope, str guest, when expires_at)
{
    char bytes[NONCE_BYTES];
    random_bytes(bytes, sizeof(bytes));
    str nonce = base64url_encode(arena, (str){bytes, sizeof(bytes)});
    when whole = {expires_at.us / WHEN_SECOND * WHEN_SECOND};
    str signature = signature_of(arena, key, nonce, whole, scope, guest);
    return str_printf(arena, "%" STR_FMT ".%lld.%" STR_FMT, STR_ARG(nonce),
                      (long long)(whole.us / WHEN_SECOND), STR_ARG(signature));
}

bool picture_id_parse(str id, struct picture_id *out)
{
    str rest = {0}, signature = {0};
    str nonce = str_cut(id, '.', &rest);
    int64_t seconds = 0;
    if (nonce.len != NONCE_TEXT || !str_to_i64(str_cut(rest, '.', &signature), &seconds) ||
        seconds < 0 || seconds > INT64_MAX / WHEN_SECOND || signature.len != NONCE_TEXT) {
        return false;
    }
    *out = (struct picture_id){nonce, {seconds * WHEN_SECOND}, signature};
    return true;
}

bool picture_id_is_for(struct arena *arena, struct secret key, const struct picture_id *id,
                       str scope, str guest)
{
    return str_eq_constant_time(id->signature,
                                signature_of(arena, key, id->nonce, id->expires_at, scope, guest));
}

static struct digest drawn(struct arena *arena, struct secret key, const struct picture_id *id,
                           str purpose)
{
    return mac(
        mac_key_for(arena, key, purpose),
        str_printf(arena, "%" STR_FMT "%" STR_FMT, STR_ARG(id->nonce), STR_ARG(id->signature)));
}

struct picture_symbols picture_symbols_of(struct arena *arena, struct secret key,
                                          const struct picture_id *id)
{
    struct digest digest = drawn(arena, key, id, STR("picture symbols"));
    struct picture_symbols symbols;
    for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
        /* 32 bits for one of thirteen: the bias is below one in 10^8. */
        uint32_t bits = 0;
        for (size_t byte = 0; byte < 4; byte++) {
            bits = bits << 8 | digest.bytes[4 * i + byte];
        }
        symbols.index[i] = (unsigned char)(bits % (sizeof(PICTURE_ALPHABET) - 1));
    }
    return symbols;
}

uint64_t picture_seed(struct arena *arena, struct secret key, const struct picture_id *id,
                      str purpose)
{
    struct digest digest = drawn(arena, key, id, purpose);
    uint64_t seed = 0;
    for (size_t i = 0; i < sizeof(seed); i++) {
        seed = seed << 8 | digest.bytes[i];
    }
    return seed;
}

/* Upper-case Latin; 0 for what does not count, the character itself for what is wrong anyway. */
static uint32_t as_latin(uint32_t c)
{
    static const struct {
        uint32_t typed;
        char meant;
    } alike[] = {
        {0x410, 'A'}, {0x430, 'A'}, {0x415, 'E'}, {0x435, 'E'}, {0x41a, 'K'},
        {0x43a, 'K'}, {0x41c, 'M'}, {0x43c, 'M'}, {0x422, 'T'}, {0x442, 'T'},
    };
    if (c == ' ' || c == '-' || c == 0xa0) {
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(alike); i++) {
        if (alike[i].typed == c) {
            return (uint32_t)alike[i].meant;
        }
    }
    return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

bool picture_is_answered(struct arena *arena, const struct picture_symbols *symbols, str typed)
{
    struct buf answer = buf_in(arena);
    for (size_t pos = 0; pos < typed.len;) {
        uint32_t c = as_latin(str_next_char(typed, &pos));
        if (c != 0) {
            buf_put_char(&answer, c < 0x80 ? (char)c : '?');
        }
    }
    char shown[PICTURE_SYMBOLS];
    for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
        shown[i] = PICTURE_ALPHABET[symbols->index[i]];
    }
    return str_eq_constant_time(buf_str(&answer), (str){shown, sizeof(shown)});
}
