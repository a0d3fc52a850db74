/* SPDX-License-Identifier: Apache-2.0 */
/* A session that was refused because its time was over is ended in its row, a customer's and a
 * member of staff's alike, so that it stays refused when the clock is set back. */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

struct request;

/* A token that opened nothing, and the bounds of a session's time that it was looked up with. */
struct session_over {
    str token_digest;
    when now, seen_after, future;
};

/* Ends that session if it is one whose time is over. When that cannot be written now, the token is
 * refused all the same; ERR_UNAVAILABLE only when nobody could look. */
err session_over_end(struct request *req, const struct session_over *over);
err staff_session_over_end(struct request *req, const struct session_over *over);
