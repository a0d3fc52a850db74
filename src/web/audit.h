/* SPDX-License-Identifier: Apache-2.0 */
/* The audit trail: who did what to which account, from where. Append only (triggers refuse update
 * and delete). Written in the transaction of the act itself. Not a log level: the account's owner
 * reads it. */
#pragma once

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"

struct audit_entry {
    account_id account;
    const char *action; /* a stable word: "signin.ok", "password.changed" */
    str detail;         /* short, never a secret */
    str network;
    str user_agent;
    when now;
};

err audit_put(struct db *tx, struct arena *arena, const struct audit_entry *entry);

struct audit_item {
    str id, action, detail, network, user_agent;
    when at;
};

/* Newest first, at most limit, of those before the moment and id given (WHEN_NONE = from the
 * newest). */
err audit_of_account(struct db *db, struct arena *arena, account_id account, when before,
                     str before_id, int64_t limit, struct audit_item **out, size_t *out_count);
