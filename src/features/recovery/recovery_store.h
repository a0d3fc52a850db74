/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of recovery flows and objections. */
#pragma once

#include "features/recovery/flow.h"

struct recovery {
    recovery_id id;
    str token_digest; /* of the secret of its handle */
    str identifier;
    account_id account; /* no text: not looked for yet, or nobody's */
    str language, network;
    str device; /* the browser it began in, or empty */
    bool waits_for_code, waits_for_password;
    bool asked_email; /* the mailbox was asked for */
    str code_digest;
    when code_expires_at, code_sent_at;
    when proven_at;
};

err recovery_store(struct db *tx, recovery_id id, str token_digest, str identifier, str device,
                   const struct act *act);
/* ERR_NOT_FOUND also when it is over a day old. */
err recovery_by_id(struct db *db, struct arena *arena, recovery_id id, when now,
                   struct recovery *out);
/* Makes a code the live one, and voids those of the account's other flows. */
err recovery_store_code(struct db *tx, recovery_id id, account_id account, const char *channel,
                        str code_digest, str link_digest);
err recovery_store_ask_email(struct db *tx, recovery_id id, when now);
/* Counts a try; *out_live is false when there is no live code to try. */
err recovery_store_try(struct db *tx, recovery_id id, when now, bool *out_live);
/* A link that is refused as too old is over. */
err recovery_by_live_link(struct db *tx, struct arena *arena, str link_digests, when now,
                          recovery_id *out);
/* Spends the code; *out_spent is false when somebody else just did. */
err recovery_store_proven(struct db *tx, recovery_id id, when now, bool *out_spent);
/* The same by link: the flow goes on as next, and id waits on for a code that will not come. */
err recovery_store_moved(struct db *tx, recovery_id id, recovery_id next, str token_digest,
                         when now, bool *out_spent);
/* Ends the flow; ERR_NOT_FOUND when it is not at the step of the password. */
struct recovery_proof {
    account_id account;
    const char *kind; /* of the contact the code went to: "email", "phone" */
    when proven_at;
};
err recovery_store_finish(struct db *tx, struct arena *arena, recovery_id id, when now,
                          struct recovery_proof *out);
/* Ends a flow whose time for the new password is over. */
err recovery_store_late(struct db *tx, recovery_id id, when now);
err recovery_store_void_all(struct db *tx, account_id account);
err recovery_store_purge(struct db *tx, when now);

err objection_store(struct db *tx, str token_digest, account_id account, when now);
/* ERR_NOT_FOUND when there is none to spend; one that is refused as too old is over. */
err objection_store_spend(struct db *tx, struct arena *arena, str token_digests, when now,
                          account_id *out);
