/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/phone_plan.h"

#include "base/attr.h"

/* Exact where the plan is fixed and well known; the widest known bounds elsewhere. Countries that
 * share a code (1, 7) share the row: the country is only used to read numbers dialled at home. */
static const struct phone_plan plans[] = {
    {1, 10, 10, "1", "US"},   {1, 10, 10, "1", "CA"},  {7, 10, 10, "8", "KZ"},
    {30, 10, 12, "", "GR"},   {31, 5, 11, "0", "NL"},  {32, 8, 9, "0", "BE"},
    {33, 9, 9, "0", "FR"},    {34, 9, 9, "", "ES"},    {36, 8, 9, "06", "HU"},
    {39, 6, 12, "", "IT"},    {40, 9, 9, "0", "RO"},   {41, 9, 12, "0", "CH"},
    {43, 3, 13, "0", "AT"},   {44, 7, 10, "0", "GB"},  {45, 8, 8, "", "DK"},
    {46, 6, 12, "0", "SE"},   {47, 5, 8, "", "NO"},    {48, 9, 9, "", "PL"},
    {49, 3, 13, "0", "DE"},   {90, 7, 13, "0", "TR"},  {351, 9, 9, "", "PT"},
    {353, 7, 10, "0", "IE"},  {357, 8, 8, "", "CY"},   {358, 5, 12, "0", "FI"},
    {359, 6, 12, "0", "BG"},  {370, 8, 8, "0", "LT"},  {371, 8, 8, "", "LV"},
    {372, 7, 10, "", "EE"},   {373, 8, 8, "0", "MD"},  {374, 8, 8, "0", "AM"},
    {375, 6, 11, "80", "BY"}, {380, 9, 9, "0", "UA"},  {420, 9, 12, "", "CZ"},
    {421, 6, 9, "0", "SK"},   {972, 7, 12, "0", "IL"}, {994, 9, 9, "0", "AZ"},
    {995, 6, 9, "0", "GE"},   {998, 9, 9, "", "UZ"},
};

/* The other codes in use; any national number of four digits up to the limit of E.164. */
static const uint16_t other_codes[] = {
    20,  27,  51,  52,  53,  54,  55,  56,  57,  58,  60,  61,  62,  63,  64,  65,  66,  81,
    82,  84,  86,  91,  92,  93,  94,  95,  98,  211, 212, 213, 216, 218, 220, 221, 222, 223,
    224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239, 240, 241,
    242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258, 260,
    261, 262, 263, 264, 265, 266, 267, 268, 269, 290, 291, 297, 298, 299, 350, 352, 354, 355,
    356, 376, 377, 378, 379, 381, 382, 383, 385, 386, 387, 389, 423, 500, 501, 502, 503, 504,
    505, 506, 507, 508, 509, 590, 591, 592, 593, 594, 595, 596, 597, 598, 599, 670, 672, 673,
    674, 675, 676, 677, 678, 679, 680, 681, 682, 683, 685, 686, 687, 688, 689, 690, 691, 692,
    800, 808, 850, 852, 853, 855, 856, 870, 878, 880, 881, 882, 883, 886, 888, 960, 961, 962,
    963, 964, 965, 966, 967, 968, 970, 971, 973, 974, 975, 976, 977, 979, 992, 993, 996,
};

static const struct phone_plan other_plan = {0, 4, 14, "", ""};

static const struct phone_plan *plan_of_code(unsigned code)
{
    for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
        if (plans[i].code == code) {
            return &plans[i];
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(other_codes); i++) {
        if (other_codes[i] == code) {
            return &other_plan;
        }
    }
    return NULL;
}

/* No code is the beginning of another: the first that matches is the one. */
const struct phone_plan *phone_plan_of_number(str digits, size_t *out_code_len)
{
    unsigned code = 0;
    for (size_t len = 1; len <= 3 && len <= digits.len; len++) {
        code = code * 10 + (unsigned)(digits.ptr[len - 1] - '0');
        const struct phone_plan *plan = plan_of_code(code);
        if (plan != NULL) {
            *out_code_len = len;
            return plan;
        }
    }
    return NULL;
}

const struct phone_plan *phone_plan_of_country(str country)
{
    for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
        if (str_eq_nocase(str_from_z(plans[i].country), country)) {
            return &plans[i];
        }
    }
    return NULL;
}
