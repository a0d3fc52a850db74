/* SPDX-License-Identifier: Apache-2.0 */
/* What names a person: login, e-mail, phone, and the name itself. Each is parsed once from what was
 * typed into its canonical form, and functions that need one take its type, so that two spellings
 * can never become two accounts or two budgets. The three canonical forms never coincide: a login
 * begins with a letter and has no @, an e-mail has one, a phone begins with +.
 *
 * A parser returns NULL and fills *out, or returns a code of the form's table (web/field_error.c)
 * and leaves *out alone. Typed text must be well-formed UTF-8. Full-width forms and Unicode blanks
 * are folded to ASCII everywhere alike; other look-alikes and invisible marks are refused. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

struct login {
    str text; /* "olena.k": ASCII, lower case */
};

struct email {
    str text; /* "olena@xn--80akhbyknj4f.ua": lower case, the host as A-labels */
};

struct phone {
    str text; /* "+380671234567": E.164 */
};

struct person_name {
    str text; /* NFC, single spaces */
};

#define LOGIN_CHARS_MIN 3
#define LOGIN_CHARS_MAX 32
#define EMAIL_BYTES_MAX 254
#define PERSON_NAME_CHARS_MAX 100

/* Codes: required, login_length, login_first_letter, cyrillic, login_characters, invisible. */
const char *login_parse(struct arena *arena, str typed, struct login *out);

/* Codes: required, too_long, bad_email, cyrillic (before the @), invisible, mixed_script (Latin
 * beside Cyrillic or Greek letters in one label of the host). */
const char *email_parse(struct arena *arena, str typed, struct email *out);

/* country is the two-letter code that numbers without a country code belong to ("UA"). Refuses only
 * the impossible: numbering plans grow faster than tables. Codes: required, bad_phone. */
const char *phone_parse(struct arena *arena, str typed, str country, struct phone *out);

/* Codes: required, too_long, bad_name, bad_characters, invisible, mixed_script (in one word). */
const char *person_name_parse(struct arena *arena, str typed, struct person_name *out);

/* True when the two-letter code is a country whose national spelling phone_parse knows. */
bool phone_country_is_known(str country);

/* "+380 *** ** 67" and "o***a@example.com": enough for the owner to recognise, nothing more. */
str phone_masked(struct arena *arena, struct phone phone);
str email_masked(struct arena *arena, struct email email);

/* Whose mailbox an address is, for budgets alone: without the +tag and without dots before the @.
 * "o.lena+shop@example.com" and "olena@example.com" are usually one person's. */
str email_mailbox(struct arena *arena, struct email email);

enum identifier_kind {
    IDENTIFIER_NONE, /* no spelling of anything: belongs to nobody */
    IDENTIFIER_LOGIN,
    IDENTIFIER_EMAIL,
    IDENTIFIER_PHONE,
};

struct identifier {
    enum identifier_kind kind;
    str value; /* canonical; for NONE the folded text cut short, fit for a budget's key alone */
};

/* What was typed into the one field of sign-in and recovery. All spellings of one identifier give
 * one value. */
struct identifier identifier_guess(struct arena *arena, str typed, str country);
