/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/codec.h"

#include <sodium.h>

str hex_encode(struct arena *arena, str bytes)
{
    size_t room = bytes.len * 2 + 1;
    char *text = arena_alloc(arena, room);
    sodium_bin2hex(text, room, (const unsigned char *)bytes.ptr, bytes.len);
    return (str){text, room - 1};
}

/* libsodium reads upper case too; one value must have one spelling here. */
static bool is_lower_hex(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return text.len % 2 == 0;
}

bool hex_decode(struct arena *arena, str text, str *out)
{
    if (!is_lower_hex(text)) {
        return false;
    }
    size_t len = 0;
    char *bytes = arena_alloc(arena, text.len / 2 + 1);
    if (sodium_hex2bin((unsigned char *)bytes, text.len / 2 + 1, text.ptr, text.len, NULL, &len,
                       NULL) != 0 ||
        len != text.len / 2) {
        return false;
    }
    *out = (str){bytes, len};
    return true;
}

str base32_encode(struct arena *arena, str bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t len = (bytes.len * 8 + 4) / 5;
    char *text = arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++) {
        size_t byte = i * 5 / 8, shift = i * 5 % 8;
        unsigned pair = (unsigned)(unsigned char)bytes.ptr[byte] << 8;
        pair |= byte + 1 < bytes.len ? (unsigned char)bytes.ptr[byte + 1] : 0;
        text[i] = letters[pair >> (11 - shift) & 31];
    }
    return (str){text, len};
}

static str encode(struct arena *arena, str bytes, int variant)
{
    size_t room = sodium_base64_encoded_len(bytes.len, variant);
    char *text = arena_alloc(arena, room);
    sodium_bin2base64(text, room, (const unsigned char *)bytes.ptr, bytes.len, variant);
    return str_from_z(text);
}

static bool decode(struct arena *arena, str text, int variant, str *out)
{
    size_t room = text.len / 4 * 3 + 3;
    size_t len = 0;
    char *bytes = arena_alloc(arena, room);
    if (sodium_base642bin((unsigned char *)bytes, room, text.ptr, text.len, NULL, &len, NULL,
                          variant) != 0) {
        return false;
    }
    *out = (str){bytes, len};
    return true;
}

str base64_encode(struct arena *arena, str bytes)
{
    return encode(arena, bytes, sodium_base64_VARIANT_ORIGINAL);
}

bool base64_decode(struct arena *arena, str text, str *out)
{
    return decode(arena, text, sodium_base64_VARIANT_ORIGINAL, out);
}

str base64url_encode(struct arena *arena, str bytes)
{
    return encode(arena, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool base64url_decode(struct arena *arena, str text, str *out)
{
    return decode(arena, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, out);
}
