/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the room for its own rules; what other rooms may ask stands in accounts.h. */
#pragma once

#include "features/accounts/accounts.h"

err account_store_rename(struct db *tx, account_id account, str name, enum lang lang, str timezone);
err account_store_agree(struct db *tx, account_id account, str version, when now, str network);

/* The unproven phone of an account, before another takes its place. */
err account_store_drop_unproven_phone(struct db *tx, account_id account);
/* Whatever it is, the account has no phone any more. */
err account_store_remove_phone(struct db *tx, account_id account);
/* Takes a phone that was never proven from whoever has it, and remembers to tell. */
err account_store_take_phone(struct db *tx, struct phone phone, account_id loser, when now);
/* Gives a proven phone to the account, or marks it proven when the account has it already. */
err account_store_prove_phone(struct db *tx, struct arena *arena, account_id account,
                              struct phone phone, when now);

/* What account_search looks for: the beginning of an identifier, and what comes behind all that
 * begin so; a part of the name in three spellings. */
struct account_part {
    str prefix, prefix_end;
    str name, name_lower, name_title;
};
err account_store_search_exact(struct db *db, struct arena *arena, str value, int64_t number,
                               int64_t limit, account_id **out, size_t *out_count);
err account_store_search_part(struct db *db, struct arena *arena, const struct account_part *part,
                              int64_t limit, account_id **out, size_t *out_count);

struct phone_proof {
    struct phone phone;
    int64_t tries;
    when expires_at, sent_at;
};
/* ERR_NOT_FOUND when the account is proving none. */
err phone_proof_of(struct db *db, struct arena *arena, account_id account, struct phone_proof *out);
err phone_proof_store(struct db *tx, account_id account, struct phone phone, str code_digest,
                      when now);
/* Counts a try; ERR_NOT_FOUND when no code is alive. */
err phone_proof_store_try(struct db *tx, struct arena *arena, account_id account, when now,
                          struct phone *out_phone, str *out_digest);
err phone_proof_store_end(struct db *tx, account_id account);
