/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies by their framing. The chunked reader takes exactly the grammar of RFC 9112, section 7.1,
 * without the optional white space nobody sends; extensions and trailers are checked and dropped.
 * The fuzzer holds it against llhttp: whatever passes here must pass there with the same content.
 */
#include "http/wire.h"

#include "http/text.h"

enum state {
    SIZE_FIRST, /* first digit of a chunk's size */
    SIZE,
    EXT_NAME_FIRST,
    EXT_NAME,
    EXT_VALUE_FIRST,
    EXT_VALUE,
    EXT_QUOTED,
    EXT_QUOTED_PAIR,
    EXT_END,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_FIRST,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF,
};

#define SIZE_DIGITS_MAX 8

int wire_body_begin(struct wire_body *body, const struct gate_framing *framing, uint64_t limit)
{
    *body = (struct wire_body){.chunked = framing->chunked, .limit = limit, .state = SIZE_FIRST};
    if (framing->chunked) {
        return limit == 0 ? 413 : GATE_MORE;
    }
    body->left = framing->length;
    if (framing->length == 0) {
        return GATE_DONE;
    }
    return framing->length > limit ? 413 : GATE_MORE;
}

static int size_digit(struct wire_body *body, char c)
{
    if (++body->digits > SIZE_DIGITS_MAX) {
        return 400;
    }
    body->left = body->left * 16 + (uint64_t)http_hex(c);
    body->state = SIZE;
    return GATE_MORE;
}

/* What may follow a size, an extension's name or its value. */
static int after_size(struct wire_body *body, char c)
{
    if (c == ';') {
        body->state = EXT_NAME_FIRST;
        return GATE_MORE;
    }
    body->state = SIZE_LF;
    return c == '\r' ? GATE_MORE : 400;
}

static int quoted_byte(struct wire_body *body, char c)
{
    if (body->state == EXT_QUOTED_PAIR) {
        body->state = EXT_QUOTED;
    } else if (c == '"') {
        body->state = EXT_END;
    } else if (c == '\\') {
        body->state = EXT_QUOTED_PAIR;
    }
    return (unsigned char)c >= 0x20 && c != 0x7f ? GATE_MORE : 400;
}

static int extension_byte(struct wire_body *body, char c)
{
    if (++body->extra > WIRE_CHUNK_EXTRA_MAX) {
        return 400;
    }
    if (body->state == EXT_QUOTED || body->state == EXT_QUOTED_PAIR) {
        return quoted_byte(body, c);
    }
    if (body->state == EXT_END) {
        return after_size(body, c);
    }
    if (http_is_tchar(c)) {
        bool in_name = body->state == EXT_NAME_FIRST || body->state == EXT_NAME;
        body->state = in_name ? EXT_NAME : EXT_VALUE;
        return GATE_MORE;
    }
    if (body->state == EXT_NAME && c == '=') {
        body->state = EXT_VALUE_FIRST;
        return GATE_MORE;
    }
    if (body->state == EXT_VALUE_FIRST && c == '"') {
        body->state = EXT_QUOTED;
        return GATE_MORE;
    }
    return body->state == EXT_NAME || body->state == EXT_VALUE ? after_size(body, c) : 400;
}

/* The size line is complete. */
static int chunk_begins(struct wire_body *body)
{
    if (body->left > body->limit - body->total) {
        return 413;
    }
    body->state = body->left == 0 ? TRAILER_FIRST : DATA;
    body->digits = 0;
    return GATE_MORE;
}

/* Fields that would change what the message means are not taken behind it. */
static bool is_forbidden_trailer(const struct wire_body *body)
{
    static const str forbidden[] = {STR_INIT("Content-Length"), STR_INIT("Transfer-Encoding"),
                                    STR_INIT("Host"),           STR_INIT("Content-Type"),
                                    STR_INIT("Cookie"),         STR_INIT("Authorization")};
    str name = {body->name, body->name_len};
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
        if (str_eq_nocase(name, forbidden[i])) {
            return true;
        }
    }
    return false;
}

static int trailer_name_byte(struct wire_body *body, char c)
{
    if (c == ':' && body->state == TRAILER_NAME) {
        body->state = TRAILER_VALUE;
        return is_forbidden_trailer(body) ? 400 : GATE_MORE;
    }
    if (!http_is_tchar(c)) {
        return 400;
    }
    if (body->state == TRAILER_FIRST) {
        body->name_len = 0;
    }
    if (body->name_len < sizeof body->name) {
        body->name[body->name_len++] = c;
    }
    body->state = TRAILER_NAME;
    return GATE_MORE;
}

static int trailer_byte(struct wire_body *body, char c)
{
    if (++body->extra > WIRE_CHUNK_EXTRA_MAX) {
        return 431;
    }
    if (body->state == TRAILER_FIRST && c == '\r') {
        body->state = END_LF;
        return GATE_MORE;
    }
    if (body->state != TRAILER_VALUE) {
        return trailer_name_byte(body, c);
    }
    if (c == '\r') {
        body->state = TRAILER_LF;
        return GATE_MORE;
    }
    bool is_text = c == '\t' || ((unsigned char)c >= 0x20 && c != 0x7f);
    return is_text ? GATE_MORE : 400;
}

static int line_feed(struct wire_body *body, char c, enum state next)
{
    body->state = (int)next;
    return c == '\n' ? GATE_MORE : 400;
}

/* One byte of the framing, that is, anything but content. */
static int framing_byte(struct wire_body *body, char c)
{
    switch ((enum state)body->state) {
    case SIZE_FIRST:
        body->left = 0;
        return http_hex(c) < 0 ? 400 : size_digit(body, c);
    case SIZE:
        return http_hex(c) < 0 ? after_size(body, c) : size_digit(body, c);
    case EXT_NAME_FIRST:
    case EXT_NAME:
    case EXT_VALUE_FIRST:
    case EXT_VALUE:
    case EXT_QUOTED:
    case EXT_QUOTED_PAIR:
    case EXT_END:
        return extension_byte(body, c);
    case SIZE_LF:
        return c == '\n' ? chunk_begins(body) : 400;
    case DATA:
        return 400; /* taken in pieces, never here */
    case DATA_CR:
        body->state = DATA_LF;
        return c == '\r' ? GATE_MORE : 400;
    case DATA_LF:
        return line_feed(body, c, SIZE_FIRST);
    case TRAILER_FIRST:
    case TRAILER_NAME:
    case TRAILER_VALUE:
        return trailer_byte(body, c);
    case TRAILER_LF:
        return line_feed(body, c, TRAILER_FIRST);
    case END_LF:
        return c == '\n' ? GATE_DONE : 400;
    }
    return 400;
}

static void take_content(struct wire_body *body, const char *data, size_t len, size_t *used,
                         str *piece)
{
    size_t take = body->left < len ? (size_t)body->left : len;
    *piece = (str){data, take};
    *used += take;
    body->left -= take;
    body->total += take;
}

int wire_body_next(struct wire_body *body, const char *data, size_t len, size_t *used, str *piece)
{
    *used = 0;
    *piece = (str){data, 0};
    if (!body->chunked) {
        take_content(body, data, len, used, piece);
        return body->left == 0 ? GATE_DONE : GATE_MORE;
    }
    while (*used < len) {
        if (body->state == DATA) {
            take_content(body, data + *used, len - *used, used, piece);
            if (body->left == 0) {
                body->state = DATA_CR;
            }
            return GATE_MORE;
        }
        int result = framing_byte(body, data[(*used)++]);
        if (result != GATE_MORE) {
            return result;
        }
    }
    return GATE_MORE;
}
