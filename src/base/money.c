/* SPDX-License-Identifier: Apache-2.0 */
#include "base/money.h"

#include <string.h>

bool money_of(int64_t minor, str code, money *out)
{
    if (code.len != 3) {
        return false;
    }
    for (size_t i = 0; i < code.len; i++) {
        if (code.ptr[i] < 'A' || code.ptr[i] > 'Z') {
            return false;
        }
    }
    *out = (money){.minor = minor};
    memcpy(out->currency, code.ptr, code.len);
    return true;
}

str money_currency(const money *m)
{
    return str_from_z(m->currency);
}

bool money_same_currency(money a, money b)
{
    return memcmp(a.currency, b.currency, sizeof a.currency) == 0;
}

static err keep(money like, int64_t minor, money *out)
{
    money result = like;
    result.minor = minor;
    *out = result;
    return ERR_OK;
}

err money_add(money a, money b, money *out)
{
    int64_t sum = 0;
    bool fits = money_same_currency(a, b) && !__builtin_add_overflow(a.minor, b.minor, &sum);
    return fits ? keep(a, sum, out) : ERR_INVALID;
}

err money_subtract(money a, money b, money *out)
{
    int64_t difference = 0;
    bool fits = money_same_currency(a, b) && !__builtin_sub_overflow(a.minor, b.minor, &difference);
    return fits ? keep(a, difference, out) : ERR_INVALID;
}

err money_times(money a, int64_t times, money *out)
{
    int64_t product = 0;
    return __builtin_mul_overflow(a.minor, times, &product) ? ERR_INVALID : keep(a, product, out);
}

err money_share(money a, int64_t part, int64_t whole, money *out)
{
    if (whole <= 0) {
        return ERR_INVALID;
    }
    /* 64 × 64 bits do not fit into 64. */
    __extension__ typedef __int128 wide;
    wide product = (wide)a.minor * part;
    wide half = product < 0 ? -(wide)(whole / 2) : (wide)(whole / 2);
    /* With an odd whole there is no exact half: whole / 2 is just below it, which rounds the same.
     */
    wide share = (product + half) / whole;
    if (share > INT64_MAX || share < INT64_MIN) {
        return ERR_INVALID;
    }
    return keep(a, (int64_t)share, out);
}

int money_decimals(str currency)
{
    static const char *const none[] = {"JPY", "KRW", "CLP", "ISK", "VND", "PYG", "UGX", "XAF"};
    static const char *const three[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        if (str_eq(currency, str_from_z(none[i]))) {
            return 0;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(three); i++) {
        if (str_eq(currency, str_from_z(three[i]))) {
            return 3;
        }
    }
    return 2;
}

/* A blank between thousands, ordinary, no-break or narrow no-break; its length in bytes, or 0. */
static size_t blank_at(str s)
{
    static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF"};
    for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
        str blank = str_from_z(blanks[i]);
        if (str_starts(s, blank)) {
            return blank.len;
        }
    }
    return 0;
}

static bool take_digit(int64_t *number, char c)
{
    int64_t tenfold = 0;
    return c >= '0' && c <= '9' && !__builtin_mul_overflow(*number, 10, &tenfold) &&
           !__builtin_add_overflow(tenfold, c - '0', number);
}

/* The digits before the point: any number of them, or groups of three behind a first of one to
 * three. Gives what stands behind them. */
static bool take_whole(str s, int64_t *number, str *rest)
{
    size_t in_group = 0;
    bool grouped = false;
    size_t at = 0;
    while (at < s.len && s.ptr[at] != '.' && s.ptr[at] != ',') {
        size_t blank = blank_at(str_skip(s, at));
        if (blank > 0) {
            if (in_group == 0 || in_group > 3 || (grouped && in_group != 3)) {
                return false;
            }
            grouped = true;
            in_group = 0;
            at += blank;
        } else {
            if (!take_digit(number, s.ptr[at])) {
                return false;
            }
            in_group++;
            at++;
        }
    }
    *rest = str_skip(s, at);
    return in_group > 0 && (!grouped || in_group == 3);
}

bool money_parse(str typed, str currency, money *out)
{
    money result;
    int64_t minor = 0;
    str fraction = STR("");
    if (!money_of(0, currency, &result) || !take_whole(str_trim(typed), &minor, &fraction)) {
        return false;
    }
    int decimals = money_decimals(currency);
    bool has_point = fraction.len > 0;
    fraction = str_skip(fraction, 1);
    if (has_point && (fraction.len == 0 || fraction.len > (size_t)decimals)) {
        return false;
    }
    for (int i = 0; i < decimals; i++) {
        char c = (size_t)i < fraction.len ? fraction.ptr[i] : '0';
        if (!take_digit(&minor, c)) {
            return false;
        }
    }
    result.minor = minor;
    *out = result;
    return true;
}

str money_plain(struct arena *arena, money m)
{
    int decimals = money_decimals(money_currency(&m));
    uint64_t unit = 1;
    for (int i = 0; i < decimals; i++) {
        unit *= 10;
    }
    uint64_t size = m.minor < 0 ? 0 - (uint64_t)m.minor : (uint64_t)m.minor;
    const char *sign = m.minor < 0 ? "-" : "";
    if (decimals == 0) {
        return str_printf(arena, "%s%llu", sign, (unsigned long long)size);
    }
    return str_printf(arena, "%s%llu.%0*llu", sign, (unsigned long long)(size / unit), decimals,
                      (unsigned long long)(size % unit));
}
