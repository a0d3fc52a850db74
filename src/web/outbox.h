/* SPDX-License-Identifier: Apache-2.0 */
/* Every mail and text message leaves through a table: it is put in the transaction of the event
 * that causes it, so neither exists without the other, and a lane of app/jobs sends it afterwards.
 * The request never waits for a mail server, and its time tells nothing about whom it wrote to. The
 * body is wiped once a message is done with (kept in a demonstration). */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"

enum channel { CHANNEL_EMAIL, CHANNEL_SMS };

struct message_draft {
    enum channel channel;
    str to;      /* a mailable address, or E.164 */
    str subject; /* mail only */
    str text;
    str html;     /* mail only; may be empty */
    str dedupe;   /* two drafts with the same one are one message; empty: no such check */
    when expires; /* not worth sending after this (a code's end); zeroed: always worth it */
    bool urgent;  /* a code that somebody waits for: it overtakes everything that is not */
};

/* Puts the message; it is sent after the transaction commits. ERR_INVALID when it can never be sent
 * (recipient or subject with control characters, empty or overlong text). A draft whose dedupe is
 * already there is ERR_OK and changes nothing. */
err outbox_put(struct db *tx, struct arena *arena, when now,
               const struct message_draft *draft) MUST_CHECK;

/* "email" or "sms". */
str channel_word(enum channel channel);

/* One message as the demonstration shows it. */
struct outbox_entry {
    message_id id;
    str channel, to, subject, text, html, state;
    when created_at;
};

/* Newest first, at most limit. */
err outbox_recent(struct db *db, struct arena *arena, int64_t limit, struct outbox_entry **out,
                  size_t *out_count) MUST_CHECK;
