/* SPDX-License-Identifier: Apache-2.0 */
/* Exactly once. A call that creates or moves something may be repeated: the API's by an
 * Idempotency-Key of the caller's choice (1 to 255 printable characters), a page's form by its form
 * token, which is another one whenever the page is shown. Key, effect and answer are one
 * transaction: the whole handler runs in it, on whatever thread that takes, with req->db the
 * transaction itself and every db_transaction of its own joined to it. So whoever repeats a call
 * after any end of the first one, even a lost answer to COMMIT, gets the first answer, and at
 * once; a twin waits for the first. Answers of 429 and of 500 and above keep nothing and undo
 * everything. Routes opt in with .creates.
 *
 * The same key with another body is refused (API); the same page sent with other values is another
 * call. Guests have no name to keep keys under: theirs belong to the guest cookie, or without one
 * to the very body. */
#pragma once

#include "base/err.h"
#include "base/secret.h"
#include "web/request.h"

/* Runs the route's handler, once for each key; without a key as it comes. What it returns is for
 * reply_error. The handler may run several times, each time on a fresh reply. */
MUST_CHECK err idempotency_run(struct request *req);

/* A handler of a route that creates hashes a password by this: hashing takes too long for a
 * transaction. The first time it may give ERR_UNAVAILABLE, to be returned as it is: the hash is
 * made outside, and the handler runs again. */
MUST_CHECK err idempotency_hash(struct request *req, struct secret password, str *out);

/* Forgets answers that have been kept for 25 hours. */
MUST_CHECK err idempotency_purge(struct db *tx, when now);
