/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the sign-in room: who may come in, where somebody is signed in, and who tried. Other
 * rooms open a session here after they made an account, or close all of them. */
#pragma once

#include "features/accounts/accounts.h"
#include "web/command.h"
#include "web/job.h"
#include "web/proof.h"
#include "web/request.h"
#include "web/route.h"

/* A signed-in session after proof of another kind than a password at the login form; method is
 * the word of the history ("registration"). For a page the cookies are set and *out_token may be
 * NULL; the API hands the token out. */
err signin_open(struct request *req, account_id account, const char *method, str *out_token);

/* The site's .prove (web/proof.h): takes from the budgets of the login form. */
err signin_prove(struct request *req, struct secret password, enum proof_outcome *out);

/* Access was recovered: every session ends, failed attempts are forgotten, and no browser is
 * trusted any more but the one that did it, which strangers then cannot lock out (device; may be
 * empty). */
err signin_begin_anew(struct db *tx, const struct act *act, account_id account, str device);

/* Who asks for something in an account's name, as far as a request without a session shows it. */
enum signin_asker {
    SIGNIN_GUEST,
    SIGNIN_OWN_NETWORK, /* the account was opened from there lately; others may share it */
    SIGNIN_OWN_DEVICE,  /* the account was opened in that browser */
};
err signin_asker_of(struct db *db, struct arena *arena, account_id account, str network, str device,
                    when now, enum signin_asker *out);

extern const struct route signin_routes[];
extern const struct route signin_api_routes[];
extern const struct job_kind signin_jobs[];
extern const struct room_command signin_commands[];
