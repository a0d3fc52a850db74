/* SPDX-License-Identifier: Apache-2.0 */
/* A session says who asks, not that its owner sits there. What opens an account (contacts, ways to
 * recover access, payers, others' sessions) is declared `.proven = true` on its route and asks for
 * a proof younger than PROOF_LIFE: a password shown in this session, or, in a call of the API, in
 * its own field "password", which proves that call alone. A page asks for it first and comes back;
 * a call without it answers 403 "proof_required". Who verifies passwords, the site's .prove knows.
 *
 * For staff the proof is a code of the second factor, and web/dispatch asks for that. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"
#include "base/when.h"

struct request;

#define PROOF_LIFE (15 * WHEN_MINUTE)

enum proof_outcome {
    PROOF_GIVEN, /* req->session says so from now on */
    PROOF_WRONG,
    PROOF_LIMITED, /* too many wrong ones: req->retry_after tells when */
};

/* What becomes of the token of a session in which a proof was given. */
enum proof_token {
    PROOF_TOKEN_STAYS,   /* a program keeps it unless it asks for another */
    PROOF_TOKEN_RENEWED, /* a browser's: whoever else has the old one is out */
};

/* Verifies the password of the account that is signed in. */
typedef err proof_fn(struct request *req, struct secret password, enum proof_outcome *out);

/* Was a proof given in this session lately, or in this very call? */
bool proof_is_fresh(const struct request *req);

/* Does the route ask customers for a proof? */
struct route;
bool proof_is_asked(const struct route *route);

/* For a page: true when the asker may go on; otherwise the answer leads to the page of the proof.
 * back is where to return to, or empty. */
bool proof_admit_page(struct request *req, str back);
/* For a call of the API whose form was read: true when it may run; otherwise it is answered. */
bool proof_admit_call(struct request *req);
