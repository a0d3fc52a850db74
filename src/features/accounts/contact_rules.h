/* SPDX-License-Identifier: Apache-2.0 */
/* What contact.c needs of a kind of contact. Private to the accounts room. */
#pragma once

#include "features/accounts/contact.h"

struct contact_sending {
    const struct act *act;
    enum contact_kind kind;
    str value;
    struct account account; /* as it is */
    struct one_time code;
    str code_digest; /* what is kept: of a code that was not sent, one that nothing matches */
    bool decoy;      /* another account has it and was written to instead */
    enum contact_send outcome;
};

struct contact_checking {
    const struct act *act;
    enum contact_kind kind;
    account_id id;
    str typed_digest;
    str value;
    enum contact_check outcome;
};

struct contact_rules {
    const char *word; /* of identifiers and of one-time codes */
    bool replaces;    /* a proven one may be changed for another without removing it first */
    /* Sends the code, or sets another outcome. */
    err (*send)(struct db *tx, struct contact_sending *sending);
    /* The code was right: gives the contact to the account and sets the outcome. */
    err (*give)(struct db *tx, struct contact_checking *checking);
};
extern const struct contact_rules email_rules, phone_rules;

/* A contact of an account, whatever its kind. */
struct contact_state {
    str value;
    when verified_at;
    struct contact_trust trust;
};
struct contact_state contact_state_of(const struct account *account, enum contact_kind kind);
/* Proven, and no recovery made it suspect. */
bool contact_is_trusted(const struct account *account, enum contact_kind kind);

/* One line of the account's own history, with the contact masked. */
err contact_audit(struct db *tx, const struct act *act, account_id account, const char *action,
                  str masked);

/* Rows of proofs under way. */
err contact_proof_store(struct db *tx, const struct contact_sending *sending);
/* Counts a try; ERR_NOT_FOUND when no code is alive. */
struct contact_try {
    str value;
    bool decoy;
    str code_digest;
};
err contact_proof_store_try(struct db *tx, struct arena *arena, account_id account,
                            enum contact_kind kind, when now, struct contact_try *out);
err contact_proof_store_end(struct db *tx, account_id account, enum contact_kind kind);
