/* SPDX-License-Identifier: Apache-2.0 */
/* Coming into the console: the password first, then the second factor, always both. A password that
 * was right opens a flow and nothing else; only a code makes a session of it. Budgets are taken in
 * the database before the work:
 *
 *     10 an hour      a login and a network, or a login and a browser its member used before
 *     100 in a row    a login, or such a browser; a success begins the row anew, and a full one
 * gives a try back each hour 300 an hour     wrong tries of a network, whoever they are for 10 an
 * hour      codes of a member, and five a flow
 *
 * A login nobody has takes the very same steps, hash and all. */
#pragma once

#include "base/secret.h"
#include "features/accounts/accounts.h"
#include "features/staff/second_factor.h"
#include "web/proof.h"

enum entry_outcome {
    ENTRY_OK,
    ENTRY_REFUSED, /* for whatever reason */
    ENTRY_LIMITED, /* a budget is used up */
};

struct entry_verdict {
    enum entry_outcome outcome;
    int64_t retry_us;     /* ENTRY_LIMITED */
    struct member member; /* ENTRY_OK */
};

/* Tries a password. known: the member whose browser this is, or empty; device: its name. */
err entry_password(const struct act *act, str login, struct secret password, str known, str device,
                   struct entry_verdict *out);

/* The password was right: what to hand out until the code is shown. ERR_DENIED when it was changed
 * since. */
err entry_flow_begin(const struct act *act, const struct member *member, str next, str *out_token);
/* Is there such a flow? ERR_NOT_FOUND when it ran out. */
err entry_flow_find(const struct act *act, str token, str *out_next);

struct entry_pass {
    struct entry_verdict verdict;
    str next;  /* of the flow */
    str token; /* of the session, ENTRY_OK; empty when it keeps its own */
};
/* Takes the code of a flow and opens a session. */
err entry_flow_code(const struct act *act, str token, str code, struct entry_pass *out);
/* The same right behind the password, for the API. */
err entry_code(const struct act *act, const struct member *member, str code,
               struct entry_pass *out);
/* A code shown again inside a session. A browser's session goes on under another token; a program
 * keeps its own unless it asks for another. ERR_NOT_FOUND when the session has ended. */
err entry_prove(const struct act *act, staff_id member, session_id session, enum proof_token token,
                str code, struct entry_pass *out);

/* The session of somebody who enrolled just now, inside a transaction. */
err entry_open(struct db *tx, const struct act *act, const struct member *member, str how,
               str *out_token);
