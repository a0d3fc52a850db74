/* SPDX-License-Identifier: Apache-2.0 */
/* Idempotency-Key: a call of the API that creates something may carry a key of the caller's choice
 * (1 to 255 printable characters). The first answer under the key is kept for a day and given again
 * to every repetition; the same key with another body is refused, and so is a twin while the first
 * call still runs. Routes opt in with .creates. */
#pragma once

#include "base/err.h"
#include "web/request.h"

enum idempotency_verdict {
    IDEMPOTENCY_RUN, /* no key, or the first call under it: run the handler, then idempotency_keep
                      */
    IDEMPOTENCY_ANSWERED, /* the answer is filled: a repetition or a refusal */
};

err idempotency_begin(struct request *req, enum idempotency_verdict *out);

/* Keeps the answer of a handler that ran; harmless when there was no key. */
err idempotency_keep(struct request *req);

/* Gives up the calls that were under way when the last server ended; at the start of the only one
 * there is. */
err idempotency_release_all(struct db_engine *engine);

/* Forgets answers older than a day. */
err idempotency_purge(struct db *tx, when now);
