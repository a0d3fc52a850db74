/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of attempts and known devices. */
#pragma once

#include "features/accounts/accounts.h"

err known_device_store_has(struct db *db, struct arena *arena, str device, account_id account,
                           bool *out);
err known_device_store(struct db *tx, str device, account_id account, when now);
/* spared may be empty. */
err known_device_store_forget(struct db *tx, account_id account, str spared);

/* Did the owner come from this network with this program lately? */
err signin_store_knows_place(struct db *db, const struct act *act, account_id account, bool *out);

/* Did the owner come from this network lately, with whatever program? */
err signin_store_knows_network(struct db *db, struct arena *arena, account_id account, str network,
                               when now, bool *out);

struct signin_attempt {
    str id;
    account_id account; /* no text: nobody's */
    when at;
    str method;
    bool ok;
    str network, user_agent;
    bool new_device;
};
err signin_store_attempt(struct db *tx, struct arena *arena, const struct signin_attempt *attempt);

/* Newest first, at most limit, of those before the moment and id given (WHEN_NONE: the newest). */
err signin_attempts_of(struct db *db, struct arena *arena, account_id account, when before,
                       str before_id, int64_t limit, struct signin_attempt **out,
                       size_t *out_count);
err signin_store_purge(struct db *tx, when now);
