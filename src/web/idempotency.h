/* SPDX-License-Identifier: Apache-2.0 */
/* Exactly once. A call that changes something may be repeated: the API's by an
 * Idempotency-Key of the caller's choice (1 to 255 printable characters), a page's form by its form
 * token, which is another one whenever the page is shown. Key, effect and answer are one
 * transaction: the whole handler runs in it, on whatever thread that takes, with req->db the
 * transaction itself and every db_transaction of its own joined to it. So whoever repeats a call
 * after any end of the first one, even a lost answer to COMMIT, gets the first answer, and at
 * once; a twin waits for the first. Answers of 500 and above undo everything but what the try has
 * used up (idempotency_spend). Answers of 429 keep no answer, but what each transaction of the
 * handler wrote, as without a key: whoever is refused for asking too often has done nothing but
 * count. Routes opt in with .creates; their calls run in one transaction without a key, too.
 *
 * The same key with another body is refused (API), unless the first call was: a refusal binds the
 * key to nothing, and a corrected body is a new call. The same page sent with other values is
 * another call. Guests have no name to keep keys under: theirs belong to the guest cookie, or
 * without one to the very body. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"
#include "db/db.h"
#include "web/request.h"

/* May the asker act, and now? Asked in the act's own transaction, on every run and never for a
 * repetition; when it says no, it has filled the answer, which is not kept. */
typedef bool idempotency_gate(struct request *req);

/* Gives a call that was answered before its first answer, whatever has changed since; a key that is
 * none is refused. *out_given: there is an answer. */
MUST_CHECK err idempotency_answer(struct request *req, bool *out_given);

/* Runs the route's handler behind the gate, once for each key. What it returns is for reply_error.
 * The handler of a route that creates may run several times, each time on a fresh reply. */
MUST_CHECK err idempotency_run(struct request *req, idempotency_gate *may);

/* Runs fn in a transaction. What it writes is used up by the try (a check that was solved, a
 * guess), and stays so when the rest is undone. arg lives in the request's arena. */
MUST_CHECK err idempotency_spend(struct request *req, db_fn *fn, void *arg);

/* Names this call under its key: the same for a repetition with the same body, another for every
 * other call; empty without a key. For what a try uses up and its repetition may use again. In the
 * request's arena. */
str idempotency_call_of(const struct request *req);

/* A handler of a route that creates hashes a password by this: hashing takes too long for a
 * transaction. The first time it may give ERR_UNAVAILABLE, to be returned as it is: the hash is
 * made outside, and the handler runs again. */
MUST_CHECK err idempotency_hash(struct request *req, struct secret password, str *out);

/* Forgets answers that have been kept for 25 hours. */
MUST_CHECK err idempotency_purge(struct db *tx, when now);
