/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of pending registrations and of the logins kept for them. */
#pragma once

#include "features/registration/flow.h"

struct registration {
    registration_id id;
    struct login login;
    struct email email;
    struct phone phone;
    str name, language;
    str password_hash;
    str terms_version;
    str network;
    when created_at;
    bool phone_next; /* the e-mail is proven, the phone's code is waited for */
    bool is_decoy;
    str code_digest, link_digest;
    int64_t code_tries, code_sends;
    when code_expires_at, code_sent_at;
    str token_digest;  /* of the secret of its handle */
    when elsewhere_at; /* when its link was pressed in another browser, which sets the password */
};

/* Keeps the login for the registration; *out_kept is false when another one has it. */
err login_hold_store(struct db *tx, struct login login, registration_id id,
                     registration_id replaced, when now, bool *out_kept);
err login_hold_store_other(struct db *db, struct arena *arena, struct login login,
                           registration_id own, when now, bool *out_held);

err registration_store(struct db *tx, const struct registration *registration);
/* ERR_NOT_FOUND also when it is over a day old. */
err registration_by_id(struct db *db, struct arena *arena, registration_id id, when now,
                       struct registration *out);
/* The registration whose live link this is, or ERR_NOT_FOUND. */
/* A link that is refused as too old is over. */
err registration_by_live_link(struct db *tx, struct arena *arena, str link_digests, when now,
                              registration_id *out);
/* Counts a try of the live code; *out_live is false when there is none to try. */
err registration_store_try(struct db *tx, registration_id id, when now, bool *out_live);
/* Replaces code, link, step and times by those of the struct. */
err registration_store_renew(struct db *tx, const struct registration *registration, when now);
/* It goes on under another handle, and waits for a password there; no code and no link any more. */
err registration_store_move(struct db *tx, const struct registration *registration, when now);
/* The password that was set there; ERR_NOT_FOUND when none is waited for, or not any more. */
err registration_store_settle(struct db *tx, registration_id id, str password_hash, when now);
/* Forgets a registration whose time for that password is over. */
err registration_store_settle_late(struct db *tx, registration_id id, when now);
/* Forgets it and lets go of its login. */
err registration_store_end(struct db *tx, registration_id id);
err registration_store_purge(struct db *tx, when now);
