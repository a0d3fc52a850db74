/* SPDX-License-Identifier: Apache-2.0 */
/* A password shown again inside a session (web/proof.h says what for). */
#pragma once

#include "features/signin/attempt.h"
#include "web/proof.h"

struct proof_result {
    enum attempt_outcome outcome; /* ATTEMPT_REFUSED also when it was changed meanwhile */
    int64_t retry_us;             /* ATTEMPT_LIMITED */
    str token;                    /* PROOF_TOKEN_RENEWED: the new one */
};
/* Verifies the password and writes the proof into the session, whose token stays or is renewed.
 * ERR_DENIED when the session was ended meanwhile. */
err proof_in_session(const struct act *act, account_id account, struct secret password, str device,
                     enum proof_token token, struct proof_result *out);
