/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of persons, companies and bank accounts: their form and their check digits. Blanks, dots
 * and hyphens between digits are forgiven, letters are made capital. Each gives NULL and the
 * canonical text, or the code for its field; out is untouched then. */
#pragma once

#include "base/str.h"

/* Ukrainian individual number (РНОКПП): ten digits, the last a check digit. */
const char *person_number_parse(struct arena *arena, str typed, str *out);

/* Ukrainian company code (ЄДРПОУ): eight digits, the last a check digit. */
const char *company_number_parse(struct arena *arena, str typed, str *out);

/* A number of another country: 2 to 20 capital letters and digits. */
const char *foreign_number_parse(struct arena *arena, str typed, str *out);

/* Number of a Ukrainian VAT payer: 12 digits of a company, 10 of a person, or 9. */
const char *vat_number_parse(struct arena *arena, str typed, str *out);

/* ISO 13616: country, two check digits, account; mod 97. */
const char *iban_parse(struct arena *arena, str typed, str *out);
