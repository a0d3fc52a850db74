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

/* The account's e-mail is this one from now on; the one of before is nobody's. */
err account_store_switch_email(struct db *tx, account_id account, struct email email, when now);
/* The e-mail that the account has was proven anew. */
err account_store_prove_email(struct db *tx, account_id account, struct email email, when now);
/* It recovers nothing until it is proven again. */
err account_store_distrust_email(struct db *tx, account_id account, when now);

/* The account's present e-mail may come back by a link; nothing is stored of one that is not
 * trusted. */
err email_return_store(struct db *tx, account_id account, str token_digest, when now);
struct email_return_row {
    account_id account;
    struct email email;
    when verified_at, since, written_at;
    str how;
};
/* Spends a link; ERR_NOT_FOUND when none of the digests is a live one's, which then is over. */
err email_return_store_spend(struct db *tx, struct arena *arena, str token_digests, when now,
                             struct email_return_row *out);
/* Gives the e-mail back as it was, and ends the links of the mailboxes of after it. */
err email_return_store_restore(struct db *tx, const struct email_return_row *row);
err email_return_store_end_later(struct db *tx, const struct email_return_row *row, when now);
