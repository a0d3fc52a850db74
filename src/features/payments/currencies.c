/* SPDX-License-Identifier: Apache-2.0 */
/* The currencies that balances are kept in here. */
#include "features/payments/payments.h"

size_t payment_currencies(const struct site *site, struct arena *arena, str **out)
{
    str rest = site->settings->payments_currencies;
    str *list = ARENA_ARRAY(arena, str, rest.len / 2 + 1);
    size_t count = 0;
    while (rest.len > 0) {
        str one = str_trim(str_cut(rest, ',', &rest));
        money m;
        if (money_of(0, one, &m)) {
            list[count++] = one;
        }
    }
    *out = list;
    return count;
}

bool payment_currency_is_kept(const struct site *site, struct arena *arena, str currency)
{
    str *list = NULL;
    size_t count = payment_currencies(site, arena, &list);
    bool kept = false;
    for (size_t i = 0; i < count; i++) {
        kept = kept || str_eq(list[i], currency);
    }
    return kept;
}
