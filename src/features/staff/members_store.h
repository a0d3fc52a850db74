/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of members, their links, flows, recovery codes, attempts and sessions. Private to the room.
 */
#pragma once

#include "features/staff/members.h"
#include "web/session.h"

/* ERR_CONFLICT when the login is taken. */
err member_store_new(struct db *tx, staff_id id, const struct invitation *invitation, when now);
err member_store_role(struct db *tx, staff_id id, str role);
err member_store_disable(struct db *tx, staff_id id, when now);
err member_store_anew(struct db *tx, staff_id id);
/* Both only while the credential is the one that was verified; a new password makes it another.
 * ERR_DENIED when it is not. */
err member_store_password(struct db *tx, staff_id id, str hash, int64_t verified);
err member_store_rehash(struct db *tx, staff_id id, str hash, int64_t verified);
/* The sealed secret instead of the one before. */
err member_store_seal(struct db *tx, staff_id id, str before, str sealed);
/* False when the step, or a later one, was accepted before. */
err member_store_step(struct db *tx, staff_id id, int64_t step, bool *out_fresh);
/* Active members with full access besides this one. */
err member_store_full_others(struct db *tx, struct arena *arena, staff_id id, int64_t *out);

/* A new link voids the older ones. */
err link_store(struct db *tx, str digest, staff_id id, str salt, when now, when expires);
struct link_row {
    staff_id member;
    str login, name, role, salt;
};
err link_store_find(struct db *db, struct arena *arena, str digest, when now, struct link_row *out);
struct enrolment {
    staff_id member;
    str name, password_hash, salt;
    int64_t step;
};
/* Spends the link and enrols; ERR_NOT_FOUND when the link was spent meanwhile. */
err link_store_enrol(struct db *tx, str digest, const struct enrolment *enrolment, when now);

err flow_store(struct db *tx, str digest, staff_id id, str next, when expires);
/* counts: takes a try, inside a transaction. ERR_NOT_FOUND when it ran out or has no try left. */
struct flow_row {
    staff_id member;
    str next;
};
err flow_store_find(struct db *db, struct arena *arena, str digest, when now, struct flow_row *out);
err flow_store_try(struct db *tx, struct arena *arena, str digest, when now, struct flow_row *out);
err flow_store_end(struct db *tx, staff_id id);
/* Ends a flow, or a link, that was refused because its time is over. */
err flow_store_late(struct db *tx, str digest, when now);
err link_store_late(struct db *tx, str digest, when now);

err recovery_store_put(struct db *tx, str digest, staff_id id, when now);
err recovery_store_use(struct db *tx, str digest, staff_id id, when now, bool *out_used);
err recovery_store_left(struct db *db, struct arena *arena, staff_id id, int64_t *out);
err recovery_store_forget(struct db *tx, staff_id id);

struct staff_attempt {
    str login;
    when at;
    str outcome; /* ok, wrong_password, wrong_code */
    str network, user_agent;
};
err attempt_store(struct db *tx, struct arena *arena, const struct staff_attempt *attempt);
err attempt_store_list(struct db *db, struct arena *arena, str login, int64_t limit,
                       struct staff_attempt **out, size_t *out_count);

/* Live sessions; current marks none. */
err session_store_list(struct db *db, struct arena *arena, staff_id id, when now, when seen_after,
                       struct session_item **out, size_t *out_count);

/* Old links, flows and attempts go. */
err signin_store_forget_old(struct db *tx, when now);
