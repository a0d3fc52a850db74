/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/tr.h"

static const struct {
    str code;
    str own_name;
} langs[LANG_COUNT] = {
    [LANG_UK] = {STR_INIT("uk"), STR_INIT("Українська")},
    [LANG_EN] = {STR_INIT("en"), STR_INIT("English")},
};

str lang_code(enum lang lang)
{
    return langs[lang].code;
}

str lang_own_name(enum lang lang)
{
    return langs[lang].own_name;
}

bool lang_by_code(str code, enum lang *out)
{
    str region;
    str primary = str_cut(code, '-', &region);
    for (int i = 0; i < LANG_COUNT; i++) {
        if (str_eq_nocase(primary, langs[i].code)) {
            *out = (enum lang)i;
            return true;
        }
    }
    return false;
}

/* The q of "uk;q=0.8" in thousandths, 1000 when there is none, 0 when it is not a number. */
static int weight_of(str parameters)
{
    while (parameters.len > 0) {
        str parameter = str_trim(str_cut(parameters, ';', &parameters));
        if (!str_eq_nocase(str_sub(parameter, 0, 2), STR("q="))) {
            continue;
        }
        str number = str_skip(parameter, 2);
        if (number.len == 0 || (number.ptr[0] != '0' && number.ptr[0] != '1')) {
            return 0;
        }
        int weight = (number.ptr[0] - '0') * 1000;
        int scale = 100;
        for (size_t i = 2; i < number.len && scale > 0; i++, scale /= 10) {
            if (number.ptr[i] < '0' || number.ptr[i] > '9') {
                return 0;
            }
            weight += (number.ptr[i] - '0') * scale;
        }
        return weight > 1000 ? 1000 : weight;
    }
    return 1000;
}

enum lang lang_from_accept(str header, enum lang fallback)
{
    enum lang best = fallback;
    int best_weight = 0;
    while (header.len > 0) {
        str parameters;
        str range = str_trim(str_cut(str_cut(header, ',', &header), ';', &parameters));
        int weight = weight_of(parameters);
        enum lang lang = fallback;
        bool known = lang_by_code(range, &lang) || str_eq(range, STR("*"));
        if (known && weight > best_weight) {
            best = lang;
            best_weight = weight;
        }
    }
    return best;
}
