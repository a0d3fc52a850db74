/* SPDX-License-Identifier: Apache-2.0 */
/* Hands one finished mail to a mail server by libcurl. The verdict comes from the SMTP reply code,
 * because the library folds 451 and 550 into one error: 4xx is tried again, 5xx is final, no
 * answer is tried again. Only a reply to this mail counts: a line that is lost in the middle, and
 * 421, are no answer. Faults of our own account or of TLS are never held against the message:
 * they are tried again while the operator mends them. */
#pragma once

#include "base/arena.h"
#include "base/delivery.h"
#include "base/str.h"

enum smtp_tls {
    SMTP_TLS_AUTO,     /* required, except that a server on a loopback address may not offer it */
    SMTP_TLS_REQUIRED, /* never a byte of mail without a verified certificate */
    SMTP_TLS_OFF,      /* plain text, for a trusted private network */
};

struct smtp_server {
    str url; /* smtp://host:port with STARTTLS, smtps://host:port */
    str user, password;
    str ca_file; /* certificates to trust instead of the system's; may be empty */
    enum smtp_tls tls;
    int timeout_ms; /* for the whole exchange */
};

/* mail must be CRLF text as mail_message_build gives. *out's story lives in the arena. */
void smtp_send(struct arena *arena, const struct smtp_server *server, str from, str to, str mail,
               struct delivery *out);

/* Ends the connection that smtp_send keeps for the next mail. Call it when none comes at once: a
 * server should not have to hold idle ones. */
void smtp_hang_up(void);
