/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration's outbox: every message that was or would have been sent. */
#pragma once

#include "web/page.h"
#include "web/request.h"

struct demo_message {
    str channel; /* "E-mail" or "SMS", in the reader's language */
    str state;   /* likewise */
    str to, subject, text;
    struct url link; /* the first address of ours in the text; empty without one */
    when at;
};

struct demo_outbox {
    const struct demo_message *messages;
    size_t count;
};

err get_outbox(struct request *req);
/* [{"id","channel":"email|sms","to","subject","text","html","at"}], newest first; ?limit= up to
 * 1,000, 500 without. */
err get_outbox_json(struct request *req);
