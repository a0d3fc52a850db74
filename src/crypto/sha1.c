/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sha1.h"

#include <stdint.h>
#include <string.h>

#include "base/check.h"

#define BLOCK ((size_t)64)
/* A key's block and a short message: all that HMAC of a counter needs. */
#define MESSAGE_MAX (4 * BLOCK)

static uint32_t rotate(uint32_t x, unsigned bits)
{
    return x << bits | x >> (32 - bits);
}

struct turn {
    uint32_t f, k;
};

static struct turn turn_of(size_t i, uint32_t b, uint32_t c, uint32_t d)
{
    if (i < 20) {
        return (struct turn){(b & c) | (~b & d), 0x5A827999};
    }
    if (i < 40) {
        return (struct turn){b ^ c ^ d, 0x6ED9EBA1};
    }
    if (i < 60) {
        return (struct turn){(b & c) | (b & d) | (c & d), 0x8F1BBCDC};
    }
    return (struct turn){b ^ c ^ d, 0xCA62C1D6};
}

static void expand(const unsigned char *block, uint32_t w[80])
{
    for (size_t i = 0; i < 16; i++) {
        const unsigned char *at = block + 4 * i;
        w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    for (size_t i = 16; i < 80; i++) {
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
}

static void take_block(uint32_t h[5], const unsigned char *block)
{
    uint32_t w[80];
    expand(block, w);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (size_t i = 0; i < 80; i++) {
        struct turn turn = turn_of(i, b, c, d);
        uint32_t next = rotate(a, 5) + turn.f + e + turn.k + w[i];
        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

/* The end of a message with its padding, one or two blocks. */
static void take_end(uint32_t h[5], const unsigned char *rest, size_t rest_len, size_t len)
{
    unsigned char padded[2 * BLOCK] = {0};
    memcpy(padded, rest, rest_len);
    padded[rest_len] = 0x80;
    size_t whole = rest_len + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
    for (size_t i = 0; i < 8; i++) {
        padded[whole - 1 - i] = (unsigned char)((uint64_t)len * 8 >> (8 * i));
    }
    for (size_t at = 0; at < whole; at += BLOCK) {
        take_block(h, padded + at);
    }
    explicit_bzero(padded, sizeof padded);
}

static void digest(const unsigned char *data, size_t len, unsigned char out[SHA1_BYTES])
{
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    size_t at = 0;
    for (; len - at >= BLOCK; at += BLOCK) {
        take_block(h, data + at);
    }
    take_end(h, data + at, len - at, len);
    for (size_t i = 0; i < SHA1_BYTES; i++) {
        out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
    }
}

/* digest((key xor pad) then data) */
static void digest_keyed(const unsigned char key[BLOCK], unsigned char pad, str data,
                         unsigned char out[SHA1_BYTES])
{
    unsigned char message[MESSAGE_MAX];
    CHECK(data.len <= MESSAGE_MAX - BLOCK);
    for (size_t i = 0; i < BLOCK; i++) {
        message[i] = key[i] ^ pad;
    }
    memcpy(message + BLOCK, data.ptr, data.len);
    digest(message, BLOCK + data.len, out);
}

void hmac_sha1(str key, str data, unsigned char out[SHA1_BYTES])
{
    unsigned char block[BLOCK] = {0};
    CHECK(key.len <= BLOCK);
    memcpy(block, key.ptr, key.len);
    unsigned char inner[SHA1_BYTES];
    digest_keyed(block, 0x36, data, inner);
    digest_keyed(block, 0x5C, (str){(const char *)inner, sizeof inner}, out);
}

void sha1(str data, unsigned char out[SHA1_BYTES])
{
    digest((const unsigned char *)data.ptr, data.len, out);
}
