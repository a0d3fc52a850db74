/* SPDX-License-Identifier: Apache-2.0 */
#include "system/json_text.h"

#include <string.h>

/* Length of the well-formed character at the start of s, 0 when it is not one. */
static size_t char_len(str s)
{
    unsigned char c = (unsigned char)s.ptr[0];
    size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    return len <= s.len && str_is_utf8(str_sub(s, 0, len)) ? len : 0;
}

/* What stands for the character at the start of s; uses room (8 bytes) when it must be built. */
static str escaped(str s, size_t len, char *room)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char c = (unsigned char)s.ptr[0];
    if (len == 0) {
        return STR("\xef\xbf\xbd");
    }
    bool c1 = len == 2 && c == 0xc2 && (unsigned char)s.ptr[1] < 0xa0;
    if (c == '"' || c == '\\') {
        memcpy(room, (char[]){'\\', (char)c}, 2);
        return (str){room, 2};
    }
    if (c < 0x20 || c == 0x7f || c1) {
        unsigned char code = c1 ? (unsigned char)s.ptr[1] : c;
        memcpy(room, (char[]){'\\', 'u', '0', '0', digits[code >> 4], digits[code & 15]}, 6);
        return (str){room, 6};
    }
    return str_sub(s, 0, len);
}

size_t json_escaped(char *out, size_t cap, str s)
{
    size_t used = 0;
    while (s.len > 0) {
        char room[8];
        size_t len = char_len(s);
        str piece = escaped(s, len, room);
        if (used + piece.len > cap) {
            break;
        }
        memcpy(out + used, piece.ptr, piece.len);
        used += piece.len;
        s = str_skip(s, len == 0 ? 1 : len);
    }
    return used;
}
