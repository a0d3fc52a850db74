/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of coming in: an attempt is admitted by the guard, hashed, written down; a good one
 * opens a session. Every refusal looks and costs the same. */
#pragma once

#include "features/signin/guard.h"

enum attempt_outcome {
    ATTEMPT_OK,
    ATTEMPT_REFUSED, /* for whatever reason */
    ATTEMPT_LIMITED, /* a budget is used up: nothing was hashed */
};

struct attempt {
    enum attempt_outcome outcome;
    int64_t retry_us;             /* ATTEMPT_LIMITED */
    struct guard_subject subject; /* whose it was */
};

/* Tries a password for whatever identifier was typed; device is the browser's name or empty. */
err attempt_password(const struct act *act, str identifier, struct secret password, str device,
                     struct attempt *out);

/* The same for an account that is signed in and has to show its password again. */
err attempt_own_password(const struct act *act, account_id account, struct secret password,
                         str device, struct attempt *out);

struct entry {
    struct guard_subject subject;
    const char *method;     /* word of the history: "password", "registration" */
    str device;             /* the browser's name, to be known from now on; empty in the API */
    struct secret password; /* hashed anew when the cost was raised; empty: there is none */
};
/* Opens a session: new id, history, known device, and a letter when the place is new. ERR_DENIED
 * when the password that was verified is not the account's any more. */
err enter(const struct act *act, const struct entry *entry, session_id *out_id, str *out_token);

enum change_outcome {
    CHANGE_DONE,
    CHANGE_WRONG_PASSWORD, /* the present one, also when it was changed meanwhile */
    CHANGE_LIMITED,
    CHANGE_SIGNED_OUT, /* the session that asked was ended meanwhile */
};
/* Who asks for another password, and how the present one was proven. */
struct password_asker {
    struct guard_subject subject; /* as it was verified */
    session_id session;           /* the one that asks; no text: none, all end */
    str device;                   /* its browser, trusted further; or empty */
    bool renews;                  /* the session that asks goes on under a new token */
};
/* Replaces the password that was verified as the asker's subject, ends every session but the one
 * that asks, tells the owner. *out_token is that session's new one, or empty. hash is of the fresh
 * one, which was checked already. */
err password_change(const struct act *act, const struct password_asker *asker, str hash,
                    enum change_outcome *out, str *out_token);
