/* SPDX-License-Identifier: Apache-2.0 */
#include "base/id.h"

static bool is_hex_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool id_is_wellformed(str s)
{
    if (s.len != ID_TEXT_LEN) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.ptr[i] != '-' : !is_hex_digit(s.ptr[i])) {
            return false;
        }
    }
    return true;
}
