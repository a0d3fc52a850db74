/* SPDX-License-Identifier: Apache-2.0 */
#include "json/writer.h"

#include <string.h>

#include "base/check.h"

struct json json_into(struct buf *buf)
{
    return (struct json){.buf = buf};
}

/* What stands before a value: a comma in an array, nothing behind a key. */
static void before_value(struct json *json)
{
    if (json->depth == 0) {
        return;
    }
    int level = json->depth - 1;
    if (json->is_object[level]) {
        CHECK(json->has_key);
        json->has_key = false;
        return;
    }
    if (json->has_items[level]) {
        buf_put_char(json->buf, ',');
    }
    json->has_items[level] = true;
}

static void begin(struct json *json, bool is_object)
{
    before_value(json);
    CHECK(json->depth < JSON_WRITER_DEPTH);
    json->is_object[json->depth] = is_object;
    json->has_items[json->depth] = false;
    json->depth++;
    buf_put_char(json->buf, is_object ? '{' : '[');
}

void json_obj(struct json *json)
{
    begin(json, true);
}

void json_arr(struct json *json)
{
    begin(json, false);
}

void json_end(struct json *json)
{
    CHECK(json->depth > 0 && !json->has_key);
    json->depth--;
    buf_put_char(json->buf, json->is_object[json->depth] ? '}' : ']');
}

/* The bytes that stand for themselves, as bits: ASCII without controls and "\\<>&. All others need
 * an escape or a look at their sequence. */
static const uint64_t plain[2] = {UINT64_C(0xafffffbb00000000), UINT64_C(0x7fffffffefffffff)};

static bool is_plain(unsigned char c)
{
    return c < 128 && (plain[c / 64] >> c % 64 & 1) != 0;
}

/* Sixteen bytes side by side, which gcc and clang compare at once on every machine. */
typedef unsigned char sixteen __attribute__((vector_size(16)));

static bool are_plain(const char *text)
{
    sixteen c;
    uint64_t found[2];
    memcpy(&c, text, sizeof c);
    /* Subtracting moves the controls to the end; < and > differ in one bit. */
    sixteen special = (sixteen)(c - 0x20 > 0x5e) | (sixteen)(c == '"') | (sixteen)(c == '&') |
                      (sixteen)((c | 2) == '>') | (sixteen)(c == '\\');
    memcpy(found, &special, sizeof found);
    return (found[0] | found[1]) == 0;
}

static size_t plain_run(str s)
{
    size_t len = 0;
    while (s.len - len >= sizeof(sixteen) && are_plain(s.ptr + len)) {
        len += sizeof(sixteen);
    }
    while (len < s.len && is_plain((unsigned char)s.ptr[len])) {
        len++;
    }
    return len;
}

static void put_escape(struct buf *buf, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    switch (c) {
    case '"':
        buf_put(buf, STR("\\\""));
        return;
    case '\\':
        buf_put(buf, STR("\\\\"));
        return;
    case '\n':
        buf_put(buf, STR("\\n"));
        return;
    case '\r':
        buf_put(buf, STR("\\r"));
        return;
    case '\t':
        buf_put(buf, STR("\\t"));
        return;
    default:
        buf_put(buf, STR("\\u00"));
        buf_put_char(buf, digits[c >> 4]);
        buf_put_char(buf, digits[c & 15]);
    }
}

/* Length of the well-formed sequence at the beginning of s, 0 when there is none. */
static size_t sequence_len(str s)
{
    unsigned char c = (unsigned char)s.ptr[0];
    size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    return len <= s.len && str_is_utf8(str_sub(s, 0, len)) ? len : 0;
}

/* A sequence beyond ASCII; U+2028 and U+2029 end lines inside scripts of old browsers. */
static size_t put_sequence(struct buf *buf, str s)
{
    size_t len = sequence_len(s);
    if (len == 0) {
        buf_put(buf, STR("\xef\xbf\xbd"));
        return 1;
    }
    str sequence = str_sub(s, 0, len);
    if (str_eq(sequence, STR("\xe2\x80\xa8"))) {
        buf_put(buf, STR("\\u2028"));
    } else if (str_eq(sequence, STR("\xe2\x80\xa9"))) {
        buf_put(buf, STR("\\u2029"));
    } else {
        buf_put(buf, sequence);
    }
    return len;
}

static void put_string(struct buf *buf, str s)
{
    buf_put_char(buf, '"');
    size_t i = 0;
    while (i < s.len) {
        str run = {s.ptr + i, plain_run(str_skip(s, i))};
        buf_put(buf, run);
        i += run.len;
        if (i == s.len) {
            break;
        }
        if ((unsigned char)s.ptr[i] < 0x80) {
            put_escape(buf, (unsigned char)s.ptr[i++]);
        } else {
            i += put_sequence(buf, str_skip(s, i));
        }
    }
    buf_put_char(buf, '"');
}

void json_key_str(struct json *json, str key)
{
    CHECK(json->depth > 0 && json->is_object[json->depth - 1] && !json->has_key);
    if (json->has_items[json->depth - 1]) {
        buf_put_char(json->buf, ',');
    }
    json->has_items[json->depth - 1] = true;
    json->has_key = true;
    put_string(json->buf, key);
    buf_put_char(json->buf, ':');
}

void json_key(struct json *json, const char *key)
{
    json_key_str(json, str_from_z(key));
}

void json_str(struct json *json, str value)
{
    before_value(json);
    put_string(json->buf, value);
}

void json_text(struct json *json, const char *value)
{
    json_str(json, str_from_z(value));
}

void json_i64(struct json *json, int64_t value)
{
    before_value(json);
    buf_put_i64(json->buf, value);
}

void json_bool(struct json *json, bool value)
{
    before_value(json);
    buf_put(json->buf, value ? STR("true") : STR("false"));
}

void json_nil(struct json *json)
{
    before_value(json);
    buf_put(json->buf, STR("null"));
}

void json_money(struct json *json, money m)
{
    json_obj(json);
    json_key(json, "amount"), json_i64(json, m.minor);
    json_key(json, "currency"), json_str(json, money_currency(&m));
    json_end(json);
}
