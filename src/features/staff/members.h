/* SPDX-License-Identifier: Apache-2.0 */
/* Members of staff: how one is made, gets a role, is locked out. A member begins with a one-time
 * link that sets password and second factor at once. Rules: nobody touches a member who has rights
 * he lacks, nor gives rights he lacks; nobody changes his own role or locks himself out; the last
 * active member with full access stays. */
#pragma once

#include "base/attr.h"
#include "web/staff_audit.h"

struct member {
    staff_id id;
    str login, name, role, state; /* invited, active, disabled */
    str password_hash;            /* empty until enrolled */
    int64_t credential_version;   /* grows with each new password, enrolment and reset */
    str totp_salt;
    int64_t totp_step;
    when created_at, enrolled_at, disabled_at;
};

/* Who acts, and what the audit trail will say of him. */
struct actor {
    unsigned rights;
    struct staff_audit_entry audit; /* who, when, from where */
};
/* The signed-in member of a request; somebody at the server's command line, who may everything. */
struct actor actor_of(const struct request *req);
struct actor actor_at_server(when now);

/* A login as it is kept: lower case; 2 to 32 of a-z 0-9 . _ - beginning with a letter. False when
 * it is none. */
bool member_login_parse(struct arena *arena, str typed, str *out);

err member_with_login(struct db *db, struct arena *arena, str login, struct member *out);
err member_with_id(struct db *db, struct arena *arena, staff_id id, struct member *out);
err members_all(struct db *db, struct arena *arena, struct member **out, size_t *out_count);

struct invitation {
    str login, name, role; /* as typed */
};
/* All of these run inside a transaction and write the audit trail. ERR_INVALID with a word in
 * *out_fault when a rule is against it: login_characters, taken, bad_choice, above_yourself,
 * last_full, own_account. The link's token is handed out once and kept as a digest. */
MUST_CHECK err member_invite(struct db *tx, struct arena *arena, const struct actor *actor,
                             const struct invitation *invitation, staff_id *out, str *out_token,
                             const char **out_fault);
MUST_CHECK err member_role_give(struct db *tx, struct arena *arena, const struct actor *actor,
                                staff_id id, str role, const char **out_fault);
/* All sessions end at once. */
MUST_CHECK err member_lock_out(struct db *tx, struct arena *arena, const struct actor *actor,
                               staff_id id, str reason, const char **out_fault);
/* Forgets password and second factor and makes a new link; also brings back who was locked out. */
MUST_CHECK err member_begin_anew(struct db *tx, struct arena *arena, const struct actor *actor,
                                 staff_id id, str *out_token, const char **out_fault);

/* The page of the link, as a path. */
struct url member_link_path(struct arena *arena, str token);
