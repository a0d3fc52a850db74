/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "web/page.h"

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static void put_encoded(struct buf *out, str text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (is_unreserved(text.ptr[i])) {
            buf_put_char(out, text.ptr[i]);
        } else {
            buf_put(out, (str){(const char[]){'%', hex[c >> 4], hex[c & 15]}, 3});
        }
    }
}

struct url url_fill_list(struct arena *arena, str pattern, const str *values, size_t count)
{
    struct buf out = buf_in(arena);
    size_t used = 0;
    for (ptrdiff_t at; (at = str_find(pattern, STR("{}"))) >= 0; used++) {
        CHECK(used < count);
        buf_put(&out, str_sub(pattern, 0, (size_t)at));
        put_encoded(&out, values[used]);
        pattern = str_skip(pattern, (size_t)at + 2);
    }
    CHECK(used == count);
    buf_put(&out, pattern);
    return (struct url){buf_str(&out)};
}

struct url url_with(struct arena *arena, struct url url, str name, str value)
{
    str fragment;
    str before = str_cut(url.text, '#', &fragment);
    struct buf out = buf_in(arena);
    buf_put(&out, before);
    buf_put_char(&out, str_index(before, '?') < 0 ? '?' : '&');
    put_encoded(&out, name);
    buf_put_char(&out, '=');
    put_encoded(&out, value);
    if (before.len < url.text.len) {
        buf_put_char(&out, '#');
        buf_put(&out, fragment);
    }
    return (struct url){buf_str(&out)};
}

struct url url_absolute(struct arena *arena, str base, struct url path)
{
    return (struct url){
        str_printf(arena, "%" STR_FMT "%" STR_FMT, STR_ARG(base), STR_ARG(path.text)),
    };
}

/* Bytes that stay what they are in every browser: no blanks, controls, quotes or backslashes. */
static bool is_plain_address(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' || c == '`' ||
            c == '\'') {
            return false;
        }
    }
    return text.len > 0;
}

bool url_parse(str text, struct url *out)
{
    static const str schemes[] = {
        STR_INIT("https://"),
        STR_INIT("http://"),
        STR_INIT("mailto:"),
        STR_INIT("tel:"),
    };
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (text.len > schemes[i].len &&
            str_eq_nocase(str_sub(text, 0, schemes[i].len), schemes[i]) && is_plain_address(text)) {
            *out = (struct url){text};
            return true;
        }
    }
    return false;
}

bool url_parse_local(str text, struct url *out)
{
    if (!is_plain_address(text) || text.ptr[0] != '/' || str_starts(text, STR("//"))) {
        return false;
    }
    *out = (struct url){text};
    return true;
}
