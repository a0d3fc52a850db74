/* SPDX-License-Identifier: Apache-2.0 */
/* Money: whole minor units (kopiykas, cents) and an ISO 4217 code. No floating point anywhere;
 * adding what does not fit or is of another currency is refused, never wrapped or converted. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

typedef struct money {
    int64_t minor;    /* minor units; negative is owed */
    char currency[4]; /* "UAH", NUL-terminated */
} money;

/* code must be three capital Latin letters; false leaves *out alone. */
bool money_of(int64_t minor, str code, money *out);

/* The code as a slice; lives as long as the money. */
str money_currency(const money *m);
bool money_same_currency(money a, money b);

/* ERR_INVALID on another currency or overflow; *out is untouched then. */
MUST_CHECK err money_add(money a, money b, money *out);
MUST_CHECK err money_subtract(money a, money b, money *out);
MUST_CHECK err money_times(money a, int64_t times, money *out);

/* a × part / whole, rounded half away from zero, without overflow on the way: 30000 × 21 / 31 =
 * 20323. whole > 0. */
MUST_CHECK err money_share(money a, int64_t part, int64_t whole, money *out);

/* How many decimals a currency has: 2, but for the few that have 0 or 3. */
int money_decimals(str currency);

/* An amount as people type it: "123.45", "123,45", "1 234,5", "123". Only digits, one point or
 * comma with at most the currency's decimals behind it, and blanks (also no-break ones) between
 * thousands; no sign. False for anything else and for what does not fit; *out is untouched then. */
bool money_parse(str typed, str currency, money *out);

/* "123.45": what money_parse reads back, for fields and machines. */
str money_plain(struct arena *arena, money m);
