/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/plural.h"

/* The Unicode CLDR rules: one for 1, 21, 31 but not 11; few for 2–4, 22–24 but not 12–14. */
static size_t ukrainian(uint64_t n)
{
    uint64_t last = n % 10;
    uint64_t last_two = n % 100;
    if (last == 1 && last_two != 11) {
        return 0;
    }
    bool is_teen = last_two >= 12 && last_two <= 14;
    return last >= 2 && last <= 4 && !is_teen ? 1 : 2;
}

size_t plural_index(enum lang lang, int64_t n)
{
    uint64_t magnitude = n < 0 ? -(uint64_t)n : (uint64_t)n;
    switch (lang) {
    case LANG_UK:
        return ukrainian(magnitude);
    case LANG_EN:
        break;
    }
    return magnitude == 1 ? 0 : 1;
}

size_t plural_count(enum lang lang)
{
    switch (lang) {
    case LANG_UK:
        return 3;
    case LANG_EN:
        break;
    }
    return 2;
}
