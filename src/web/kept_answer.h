/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of answered calls: who asked what under which key, and the first answer. Answers may
 * hold what opens something (the handle of a registration, a cookie), so each is sealed with what
 * only its caller has, their key and their form: neither the database nor a key of the house opens
 * it, and no key of the house that is retired meanwhile closes it for them. Private to
 * web/idempotency. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"
#include "web/request.h"

struct kept_call {
    str key_digest, body_digest;
    struct secret seal_key;
};

struct kept_call kept_call_of(const struct request *req, str key);

/* Is the caller the first? So is who sends another body under the key of a call that was refused.
 * A twin under way is waited for. Inside the transaction of the act. */
MUST_CHECK err kept_answer_claim(struct request *req, const struct kept_call *call,
                                 bool *out_is_first);
/* Answers as the first time, when there is such an answer; on any handle. */
MUST_CHECK err kept_answer_give(struct request *req, const struct kept_call *call, bool *out_given);
/* Keeps req's answer. */
MUST_CHECK err kept_answer_put(struct request *req, const struct kept_call *call);
/* The next call under this key is a first one. */
MUST_CHECK err kept_answer_forget(struct request *req, const struct kept_call *call);
/* Forgets what was kept for 25 hours. */
MUST_CHECK err kept_answer_purge(struct db *tx, when now);
