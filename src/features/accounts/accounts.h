/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the accounts room: who a customer is, what names him, his password's hash, what he
 * agreed to. Registration, sign-in and recovery stand on it and hold their own state themselves.
 *
 * States: active → restricted (debt, abuse, law) → closing → closed (masked, never deleted); locked
 * and restricted are staff's doing and taken back by staff (stop.h). */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"
#include "features/accounts/banned_domain.h"
#include "features/accounts/code_guess.h"
#include "features/accounts/identifier.h"
#include "features/accounts/letter.h"
#include "features/accounts/one_time.h"
#include "features/accounts/password_rule.h"
#include "features/accounts/stop.h"
#include "web/request.h"
#include "web/route.h"

/* On whose wish and when a rule runs: what rules need of a request, and tests make by hand. */
struct act {
    const struct site *site;
    struct db *db;
    struct arena *arena;
    when now;
    enum lang lang; /* of the page or the caller */
    str network;    /* client address */
    str user_agent;
    session_id session; /* the customer's that asks; no text: nobody's, a job's or a test's */
    int64_t credential; /* version of the one whose password was shown in this call; 0: none was */
};
struct act act_of(const struct request *req);

/* Does what let the act in still stand: its session lives and the password that was shown is the
 * account's? Asked in the act's transaction by whatever asks for a proof; ERR_DENIED when not. */
err act_stands(struct db *tx, const struct act *act, account_id account);

/* One line of the operator's log for an event of signing in or of the keys to an account: what
 * happened, to which account (no text: nobody's), from where. After the transaction, so that what
 * is told has happened, and once. */
void act_log(const struct act *act, const char *what, account_id account);

/* Since when a contact is in the account, and since when a recovery by another one made it recover
 * nothing (WHEN_NONE: never). */
struct contact_trust {
    when since, suspended_at;
};

struct account {
    account_id id;
    int64_t number;
    str login, name, language, timezone, state;
    when created_at;
    struct email email; /* empty text: there is none */
    when email_verified_at;
    struct phone phone; /* empty text: there is none */
    when phone_verified_at;
    struct contact_trust email_trust, phone_trust;
};

/* Does a contact recover access? Only one that was proven, and that was in the account from its
 * beginning or was proven more than a day ago: what somebody has just put there opens nothing. Nor
 * does one that was suspended by a recovery through another contact. */
bool account_email_recovers(const struct account *account, when now);
bool account_phone_recovers(const struct account *account, when now);
/* Access was recovered by the contact of this kind ("email", "phone"): contacts that were proven
 * after it may be an intruder's, and recover nothing until they are proven again. */
err account_contacts_suspend(struct db *tx, const struct account *account, const char *kind,
                             when now);

/* The account as the API shows it: one object. */
struct json;
void account_json(struct json *json, struct arena *arena, const struct account *account);

/* ERR_NOT_FOUND when there is none. */
err account_by_id(struct db *db, struct arena *arena, account_id id, struct account *out);
/* How staff names a customer: "olena (58762166)"; empty when there is none. */
str account_label(struct db *db, struct arena *arena, account_id id);

/* Finds customers for staff: by number, by login, e-mail or phone in any spelling; else by the
 * beginning of one of those or a part of the name, whatever its case. At most limit, by login. */
err account_search(struct db *db, struct arena *arena, str typed, str country, int64_t limit,
                   struct account **out, size_t *out_count);

/* What sign-in needs of whoever has an identifier. */
struct credential {
    str password_hash;
    int64_t version; /* grows with each new password */
    when changed_at;
};
struct account_key {
    account_id id;
    struct credential credential;
    bool may_sign_in; /* by the state of the account */
};
/* ERR_NOT_FOUND when the identifier is nobody's. */
err account_key_by_identifier(struct db *db, struct arena *arena, str value,
                              struct account_key *out);

/* Whose an identifier is. */
struct identifier_owner {
    bool taken;
    bool proven; /* its owner proved it and is trusted with it */
    account_id account;
};
err identifier_owner_of(struct db *db, struct arena *arena, str value,
                        struct identifier_owner *out);

struct account_draft {
    struct login login;
    struct email email; /* proven: that is when accounts are made */
    struct phone phone;
    bool phone_proven;
    str name, language, timezone;
    str password_hash;
    str terms_version;
    when terms_at;
    str network; /* where the terms were agreed to */
    when now;
};
/* A new account, inside a transaction. ERR_CONFLICT when one of its identifiers is taken. */
err account_create(struct db *tx, struct arena *arena, const struct account_draft *draft,
                   account_id *out);

/* Passwords: hashes only, verified and made outside the transaction. Time passes between the two,
 * so whatever a password proved is committed only in a transaction that asks account_credential_is
 * for the version that was verified. */
err account_credential(struct db *db, struct arena *arena, account_id account,
                       struct credential *out);
err account_credential_is(struct db *tx, struct arena *arena, account_id account, int64_t version,
                          bool *out);
/* Another password: the version grows. */
err account_password_set(struct db *tx, account_id account, str hash, when now);
/* The same password hashed anew; nothing happens when it was changed meanwhile. */
err account_password_rehashed(struct db *tx, account_id account, str old_hash, str new_hash);
/* Judges a new password by the house rules and by the operator's list of breached ones; NULL or the
 * code for its field. Brand and host are filled in here. */
const char *password_fault(struct arena *arena, const struct site *site, struct secret password,
                           struct password_context context);
/* The same for an account that is there. */
const char *account_password_fault(struct arena *arena, const struct site *site,
                                   const struct account *account, struct secret password);

/* The site's may_bind (web/site.h): asks for the current terms where they were not accepted yet,
 * and refuses new things to a restricted account. */
bool account_may_bind(struct request *req);

/* Agreement to the terms. */
err account_has_agreed(struct db *db, struct arena *arena, account_id account, str version,
                       bool *out);

/* Makes a phone that was proven just now free for whoever proved it: takes it from an account that
 * never proved it, which is told by mail and on its home page. *out_free is false when the number
 * belongs to an account that did prove it. */
err phone_make_free(struct db *tx, const struct act *act, struct phone phone, account_id taker,
                    bool *out_free);

/* What an owner is told on their pages until it is settled. */
#define ACCOUNT_RECOVERED "recovered" /* access was recovered: look at what is trusted */
err account_notice_set(struct db *tx, account_id account, const char *kind, when now);
err account_notice_settle(struct db *tx, account_id account, const char *kind);
err account_has_notice(struct db *db, struct arena *arena, account_id account, const char *kind,
                       bool *out);

/* The phone of this account was taken by who proved it; another is wanted. */
err account_wants_phone(struct db *db, struct arena *arena, account_id account, bool *out);

/* After a recovery contacts, payers and refunds stand still for a while. */
err account_hold_begin(struct db *tx, account_id account, when now, when until);
/* WHEN_NONE when nothing is held. */
err account_held_until(struct db *db, struct arena *arena, account_id account, when now, when *out);

/* What was done to the keys of an account is told to every contact that was proven: by letter, and
 * by text message a few times a day. Whoever did it from a stolen session cannot keep it from the
 * owner. */
enum account_event {
    ACCOUNT_PASSWORD_CHANGED,
    ACCOUNT_EMAIL_ASKED,      /* what: the address wanted, masked */
    ACCOUNT_EMAIL_CHANGED,    /* likewise */
    ACCOUNT_EMAIL_CONFIRMED,  /* the account's own, proven anew; masked */
    ACCOUNT_EMAIL_TAKEN_BACK, /* the address it has again, masked */
    ACCOUNT_PHONE_CONFIRMED,  /* what: the number, masked */
    ACCOUNT_PHONE_REMOVED,    /* likewise */
    ACCOUNT_PAYER_ADDED,      /* what: the payer's name */
    ACCOUNT_PAYER_CHANGED,
    ACCOUNT_PAYER_REMOVED,
    ACCOUNT_SESSION_ENDED,
    ACCOUNT_SESSIONS_ENDED,
};

/* Inside the transaction of the act; account as it was before, so that the old contacts hear. */
err account_tell(struct db *tx, const struct act *act, const struct account *account,
                 enum account_event event, str what);
/* The same, where the letter has the way back of email_take_back; no token: none. */
err account_tell_way_back(struct db *tx, const struct act *act, const struct account *account,
                          enum account_event event, str what, str token);
/* The same for an act that leaves the contacts alone. */
err account_tell_id(struct db *tx, const struct act *act, account_id account,
                    enum account_event event);

/* The way back of an old mailbox, by the link of its letters: the account has that e-mail again, as
 * it was, and whatever was proven after it is suspect. Inside a transaction, in which the caller
 * revokes the password, sessions and flows; no account when the token is none of ours, used or too
 * old, which is kept too. */
#define EMAIL_RETURN_LIFE (7 * WHEN_DAY)
struct email_taken_back {
    account_id account;
    bool restored; /* false: the address is another account's by now, and the present one recovers
                    * nothing */
};
err email_take_back(struct db *tx, const struct act *act, str token, struct email_taken_back *out);
/* Forgets links that have run out. */
err email_returns_purge(struct db *tx, when now);

/* A letter in the account's own language and time zone, to be filled by a mail block. */
struct mail_page *letter_to(struct arena *arena, const struct site *site,
                            const struct account *account, when now);

/* True when codes can be sent by SMS: a gateway is set up, or the demonstration shows them. */
bool site_sends_sms(const struct site *site);

extern const struct route accounts_routes[];
extern const struct route accounts_api_routes[];
