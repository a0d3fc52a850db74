/* SPDX-License-Identifier: Apache-2.0 */
/* What a text message is: how its characters count on the wire and what an adapter gets. A message
 * with any Cyrillic letter is sent as UCS-2, 70 characters to a part; texts with codes stay under
 * SMS_CODE_UNITS so that they are one part behind every operator. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define SMS_CODE_UNITS 67 /* UCS-2 units a text with a code may have */
#define SMS_MAX_PARTS 6   /* longer texts are refused: somebody pays for each part */

struct sms_message {
    str to; /* E.164, "+380671234567" */
    str text;
    str id; /* ours, for gateways that can tell a repeated request by it */
};

/* UTF-16 units of well-formed UTF-8. */
size_t sms_units(str text);

/* True when every character is in the GSM 03.38 alphabet that needs no escape. */
bool sms_is_gsm7(str text);

/* Parts an operator will charge for; 0 for an empty text. */
size_t sms_parts(str text);

/* "+" and 8 to 15 digits, the first not 0. */
bool sms_phone_is_e164(str phone);

/* "{word}" at the start of s, small letters only: every other brace of a template is its own, as in
 * a JSON body. */
bool sms_placeholder_at(str s, str *out_name);

/* Whether a template of the HTTP gateway names only placeholders that exist. */
bool sms_template_is_good(str pattern);
