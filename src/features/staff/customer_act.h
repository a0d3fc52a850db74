/* SPDX-License-Identifier: Apache-2.0 */
/* What staff does with a customer's account: lock it, restrict it, let it go on, end its sessions.
 * Each act is one transaction with its line in staff's audit trail, one in the customer's own, and
 * a letter to the customer's proven mailbox. */
#pragma once

#include "features/accounts/accounts.h"

struct customer_act {
    const struct request *req;
    account_id account;
    str kind;   /* "locked", "restricted", or empty: the account goes on */
    str reason; /* for the record; customers never see it */
    str told;   /* for the customer; may be empty */
    bool wrote; /* out: a letter goes to them; false without a proven mailbox */
};

/* The kind a form names ("locked", "restricted", "open"); false for anything else. */
bool customer_kind_parse(str word, str *out);

/* Functions for db_transaction with a struct customer_act. ERR_NOT_FOUND: no such customer;
 * ERR_CONFLICT: the account is neither locked nor restricted, so there is nothing to take back. */
err customer_stop_in(struct db *tx, void *arg);
/* kind and told are not looked at. */
err customer_sessions_end_in(struct db *tx, void *arg);
