/* SPDX-License-Identifier: Apache-2.0 */
/* What the route files of the room share. */
#pragma once

#include "features/staff/entry.h"
#include "features/staff/members_view.h"
#include "web/form.h"
#include "web/request.h"

#define STAFF_CODE_MAX 20

/* The session cookie of whoever came in, and the marks of a browser that is known from now on. */
void staff_come_in(struct request *req, staff_id member, str token);
/* The member whose browser this is, as the browser's signed cookie says; empty when it is none. */
str staff_known(const struct request *req);

/* Says when to come again after a refusal by budget. */
void staff_retry_after(struct request *req, int64_t span_us);

/* Ends one session of the asker's own and writes it down, inside a transaction. */
err staff_session_end_own(struct db *tx, const struct request *req, session_id session);

/* Shows recovery codes; the one answer that has them. */
err show_recovery_codes(struct request *req, const str *codes);

/* The role's name in the reader's language; the word itself when there is no such role. */
str role_label(const struct request *req, str word);

/* The state of a member in words. */
str member_state_label(const struct request *req, str state, enum tone *out_tone);

/* The newest attempts to sign in with a login. */
err staff_attempt_lines(struct request *req, str login, struct staff_attempt_line **out,
                        size_t *out_count);

/* A change of a member as page and API carry it out: a function for db_transaction. */
enum member_change_kind { MEMBER_INVITE, MEMBER_ROLE, MEMBER_LOCK_OUT, MEMBER_ANEW };
struct member_change {
    struct request *req;
    enum member_change_kind what;
    struct invitation invitation; /* also the role to give */
    str reason;
    staff_id id;       /* of whom; the new one's of MEMBER_INVITE */
    str token;         /* of the new link */
    const char *fault; /* ERR_INVALID: the rule against it */
};
err member_change_in(struct db *tx, void *arg);
