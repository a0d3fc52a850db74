/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of registration.
 *
 *     form → waiting for the e-mail's code or link → account
 *                                                 ↘ waiting for the phone's code → account
 *
 * A link that is pressed in another browser than the form's puts one step between: the password is
 * set there. Who holds the mailbox need not be who filled in the form, and what a form with
 * somebody else's e-mail chose must open nothing of theirs.
 *
 * The second wait comes only when the phone stands in another account: whoever proves a phone takes
 * it from an account that never did. The answer to the form never tells whether e-mail or phone are
 * known; the letter does, and only its reader learns it. */
#pragma once

#include "features/accounts/accounts.h"

#define LOGIN_HOLD_LIFE WHEN_HOUR
#define REGISTRATION_LIFE WHEN_DAY
#define PASSWORD_LIFE (15 * WHEN_MINUTE) /* from a link pressed elsewhere to the password */

struct registration_draft {
    struct login login;
    struct email email;
    struct phone phone;
    struct person_name name;
    enum lang lang;
    struct secret password;
    str hash;                 /* of the password; empty: registration_begin makes it */
    registration_id replaced; /* of the same browser, whose login may be taken over; may be empty */
};

/* Keeps the form and sends the letter. ERR_CONFLICT: the login is taken, the only thing ever told
 * about others. ERR_LIMITED: too many letters were asked for from this network. Hashes a password.
 * *out_handle is what its browser or program goes on with (one_time.h). */
err registration_begin(const struct act *act, const struct registration_draft *draft,
                       registration_id *out, str *out_handle);
/* The flow of a handle; no text when it is nobody's, and then every step answers as for a flow that
 * has run out. */
err registration_of_handle(const struct act *act, str handle, registration_id *out);

/* Is a login free for whoever fills in the form? own may be empty. */
err login_is_free(struct db *db, struct arena *arena, when now, struct login login,
                  registration_id own, bool *out);

enum confirm_outcome {
    CONFIRM_DONE,          /* the account is made */
    CONFIRM_NEXT_PHONE,    /* the e-mail is proven; now the phone has to be */
    CONFIRM_NEXT_PASSWORD, /* likewise, but not where the form was: the password is set here */
    CONFIRM_CODE_WRONG,
    CONFIRM_CODE_CLOSED, /* too many wrong ones today for this mailbox or phone, in any flow */
    CONFIRM_CODE_SPENT,  /* run out, tried too often, used, or no such registration */
    CONFIRM_LOGIN_TAKEN,
    CONFIRM_EMAIL_TAKEN, /* told to someone who has just proved the e-mail */
    CONFIRM_PHONE_TAKEN, /* by an account that proved it, or there is no way to prove it here */
};

struct confirmation {
    enum confirm_outcome outcome;
    registration_id registration;
    account_id account; /* CONFIRM_DONE only */
    str handle;         /* CONFIRM_NEXT_PASSWORD: the flow's from now on, here */
};

err registration_confirm_code(const struct act *act, registration_id id, str typed,
                              struct confirmation *out);
/* own is the flow of the browser that pressed the link; may be empty. */
err registration_confirm_link(const struct act *act, str token, registration_id own,
                              struct confirmation *out);

/* What the page of that password shows: whose form it was. ERR_NOT_FOUND when none is waited for.
 */
struct registration_offer {
    registration_id id;
    struct login login;
    struct email email;
    struct phone phone;
    str name;
};
err registration_offer_of(const struct act *act, registration_id id,
                          struct registration_offer *out);
/* May it be the password? *out_fault is the code for its field when it does not do, else NULL.
 * ERR_NOT_FOUND as above. */
err registration_check_password(const struct act *act, registration_id id, struct secret password,
                                const char **out_fault);
/* Sets the one that was checked, by its hash, and goes on. */
err registration_set_password(const struct act *act, registration_id id, str hash,
                              struct confirmation *out);

enum resend_outcome {
    RESEND_SENT,
    RESEND_TOO_SOON,
    RESEND_TOO_MANY,
    RESEND_NO_FLOW, /* nothing is waiting */
};
/* Another code by the same way; the old one stops working. */
err registration_resend(const struct act *act, registration_id id, enum resend_outcome *out);

/* What the page of the code shows. ERR_NOT_FOUND when nothing is waiting. */
struct registration_wait {
    registration_id id;
    struct email email;
    struct phone phone;
    bool phone_next; /* the phone's code is waited for, not the e-mail's */
    when resend_at;  /* from then on another code may be asked for */
    bool may_resend; /* not asked for too often yet */
};
err registration_waiting(const struct act *act, registration_id id, struct registration_wait *out);
