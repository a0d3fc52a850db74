/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts that staff has stopped. Locked: nobody signs in, and no session or token is valid, from
 * the moment of the commit. Restricted: signed in as ever, but nothing new is ordered or topped up;
 * what was ordered goes on, and what is owed can be paid. Neither ends by itself. Why is written in
 * staff's audit trail alone; what the customer was told stands here. Who may do it, and what else
 * happens then, is for features/staff. */
#pragma once

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"
#include "web/mail_page.h"
#include "web/site.h"

struct account;

struct account_stop {
    str kind; /* "locked", "restricted"; empty: the account is not stopped */
    str told; /* for the customer */
    when since;
};

/* Not stopped is no error. */
err account_stop_of(struct db *db, struct arena *arena, account_id account,
                    struct account_stop *out);

/* Stops the account, or changes how; an empty kind lets it go again. */
err account_stop_put(struct db *tx, account_id account, const struct account_stop *stop);

/* The letter about it; stop->kind as for account_stop_put. */
struct mail_page *account_stop_letter(struct arena *arena, const struct site *site,
                                      const struct account *account,
                                      const struct account_stop *stop, when now);

/* Staff has signed the customer out everywhere. */
struct mail_page *sessions_ended_letter(struct arena *arena, const struct site *site,
                                        const struct account *account, when now);
