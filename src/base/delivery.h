/* SPDX-License-Identifier: Apache-2.0 */
/* What became of something handed to a peer outside (a mail server, an SMS gateway). The three
 * verdicts are all a sender needs to decide: done, try again later, never try again. */
#pragma once

#include "base/str.h"

enum delivery_verdict {
    DELIVERY_RETRY, /* not taken, or nobody can tell: send it again later */
    DELIVERY_SENT,  /* the peer took responsibility */
    DELIVERY_FINAL, /* the peer refused this message for good */
};

struct delivery {
    enum delivery_verdict verdict;
    int code;  /* the peer's reply to this very thing; 0 when there is none: it is away */
    str story; /* one line for the log: what the library or the peer said */
};
