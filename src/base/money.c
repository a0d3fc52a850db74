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
