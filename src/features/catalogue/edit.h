/* SPDX-License-Identifier: Apache-2.0 */
/* What staff changes in the catalogue. Everything here runs in a transaction. */
#pragma once

#include "features/catalogue/catalogue_store.h"

struct plan_version_line {
    int64_t version;
    bool is_draft, is_sold;
    str author;
    when created_at, published_at;
};

/* Every plan: what is sold of it, or its first draft. */
err edit_plans(struct db *db, struct arena *arena, struct plan **out, size_t *out_count);
/* One plan likewise. ERR_NOT_FOUND */
err edit_plan(struct db *db, struct arena *arena, str id_or_code, struct plan *out);
/* Newest first. */
err edit_versions(struct db *db, struct arena *arena, plan_id id, struct plan_version_line **out,
                  size_t *out_count);
/* The draft of a plan, else what is sold: where editing begins. */
err edit_begin(struct db *db, struct arena *arena, str id_or_code, struct plan *out);

/* A new hidden plan with its first draft; fills id and version. ERR_CONFLICT: the code is taken. */
err edit_make(struct db *tx, struct arena *arena, struct plan *plan, str author, when now);
/* The draft as it stands now; made when there is none. Fills version. */
err edit_save(struct db *tx, struct arena *arena, struct plan *plan, str author, when now);
/* The draft becomes what is sold. ERR_CONFLICT when there is none. */
err edit_publish(struct db *tx, struct arena *arena, plan_id id, when now, int64_t *out_version);
/* ERR_CONFLICT when there is none, or nothing else is left of the plan. */
err edit_drop(struct db *tx, struct arena *arena, plan_id id);
/* Group, state, place, limits. ERR_CONFLICT when the stock changed since it was seen. */
err edit_arrange(struct db *tx, const struct plan *plan, int64_t stock_seen);

err edit_group(struct db *tx, const struct plan_group *group);
err edit_promos(struct db *db, struct arena *arena, struct promo **out, size_t *out_count);
err edit_promo(struct db *tx, const struct promo *promo);
err edit_taxes(struct db *db, struct arena *arena, struct tax_rule **out, size_t *out_count);

struct tax_exemption {
    account_id account;
    int64_t number;
    str login, reason, actor;
    when at;
};
err edit_exemptions(struct db *db, struct arena *arena, struct tax_exemption **out,
                    size_t *out_count);
/* ERR_NOT_FOUND when nobody has the number. */
err edit_account_of_number(struct db *db, struct arena *arena, int64_t number, account_id *out);
err edit_exempt(struct db *tx, account_id account, str reason, str actor, when now);
err edit_exempt_end(struct db *tx, account_id account);

/* What is wrong with a plan that shall be sold: the field of the editor and a code; NULL code =
 * nothing. */
struct plan_fault {
    const char *field, *code;
};
err plan_validate(struct db *db, struct arena *arena, const struct plan *plan,
                  struct plan_fault *out);
