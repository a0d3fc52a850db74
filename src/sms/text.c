/* SPDX-License-Identifier: Apache-2.0 */
#include "sms/sms.h"

/* GSM 03.38 default alphabet beyond the ASCII it shares; the escaped extension ({ } [ ] ~ \ | ^ €)
 * is left out on purpose, because some operators mangle it: such texts go as UCS-2. */
static bool in_gsm7(uint32_t c)
{
    static const uint32_t others[] = {
        0xa3,  0xa5,  0xe8,  0xe9,  0xf9,  0xec,  0xf2,  0xc7,  0xd8,  0xf8, 0xc5, 0xe5, 0x394,
        0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, 0xc6, 0xe6, 0xdf, 0xc9,
        0xa4,  0xa1,  0xc4,  0xd6,  0xd1,  0xdc,  0xa7,  0xbf,  0xe4,  0xf6, 0xf1, 0xfc, 0xe0,
    };
    if (c < 0x80) {
        return c == '\n' || c == '\r' ||
               (c >= 0x20 && c < 0x7f && str_index(STR("[\\]^`{|}~"), (char)c) < 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (others[i] == c) {
            return true;
        }
    }
    return false;
}

size_t sms_units(str text)
{
    size_t units = 0;
    for (size_t at = 0; at < text.len;) {
        units += str_next_char(text, &at) > 0xffff ? 2 : 1;
    }
    return units;
}

bool sms_is_gsm7(str text)
{
    for (size_t at = 0; at < text.len;) {
        if (!in_gsm7(str_next_char(text, &at))) {
            return false;
        }
    }
    return true;
}

size_t sms_parts(str text)
{
    bool gsm7 = sms_is_gsm7(text);
    size_t whole = gsm7 ? 160 : 70;
    size_t part = gsm7 ? 153 : SMS_CODE_UNITS;
    size_t units = sms_units(text);
    if (units <= whole) {
        return units > 0 ? 1 : 0;
    }
    return (units + part - 1) / part;
}

bool sms_phone_is_e164(str phone)
{
    if (phone.len < 9 || phone.len > 16 || phone.ptr[0] != '+' || phone.ptr[1] == '0') {
        return false;
    }
    for (size_t i = 1; i < phone.len; i++) {
        if (phone.ptr[i] < '0' || phone.ptr[i] > '9') {
            return false;
        }
    }
    return true;
}

bool sms_placeholder_at(str s, str *out_name)
{
    size_t len = 1;
    while (len < s.len && s.ptr[len] >= 'a' && s.ptr[len] <= 'z') {
        len++;
    }
    if (len == 1 || len >= s.len || s.ptr[0] != '{' || s.ptr[len] != '}') {
        return false;
    }
    *out_name = str_sub(s, 1, len - 1);
    return true;
}

bool sms_template_is_good(str pattern)
{
    static const char *const known[] = {"to", "digits", "text", "id", "sender", "user", "password"};
    for (; pattern.len > 0; pattern = str_skip(pattern, 1)) {
        str name;
        bool found = !sms_placeholder_at(pattern, &name);
        for (size_t i = 0; !found && i < ARRAY_LEN(known); i++) {
            found = str_eq(name, str_from_z(known[i]));
        }
        if (!found) {
            return false;
        }
    }
    return true;
}
