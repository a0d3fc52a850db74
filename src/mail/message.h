/* SPDX-License-Identifier: Apache-2.0 */
/* One outgoing mail as bytes: UTF-8 throughout, text with an HTML alternative, CRLF line ends,
 * ready for an SMTP DATA. Built with GMime, so only the courier links it. Nothing a customer typed
 * can become a header or a recipient: line breaks and control characters in addresses, names,
 * subject and id are refused, and the envelope is the caller's, never read back from the headers.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

struct mail_message {
    str from; /* address alone, "cabinet@example.org" */
    str from_name;
    str to;
    str subject;
    str text;
    str html;       /* may be empty: then the mail is text alone */
    str message_id; /* without < >; the same for every attempt, so that a doubled mail is seen as
                       one */
    when date;
};

/* The whole mail in *out, in the arena. ERR_INVALID when a field cannot be mailed (see above). */
err mail_message_build(struct arena *arena, const struct mail_message *message,
                       str *out) MUST_CHECK;

/* One address that can stand in an SMTP envelope: local@domain, at most 254 bytes, well-formed
 * UTF-8 without spaces, controls, quotes, brackets, commas or a second @. */
bool mail_address_is_mailable(str address);
