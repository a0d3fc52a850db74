/* SPDX-License-Identifier: Apache-2.0 */
/* Country codes of the telephone network (ITU-T E.164) and how many digits may follow. Private to
 * the room. */
#pragma once

#include <stdint.h>

#include "base/str.h"

struct phone_plan {
    uint16_t code;    /* 380 */
    uint8_t min, max; /* digits of a national number */
    char trunk[3];    /* dialled before national numbers at home: "0", "" */
    char country[3];  /* "UA"; "" when the code has no row of its own */
};

/* The plan of digits that begin with a country code, and the code's length; NULL when no country
 * has it. */
const struct phone_plan *phone_plan_of_number(str digits, size_t *out_code_len);

/* The plan of a two-letter country, NULL when its home spelling is not known. */
const struct phone_plan *phone_plan_of_country(str country);
