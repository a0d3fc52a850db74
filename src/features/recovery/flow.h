/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of recovery.
 *
 *     identifier → waiting for the code → new password → done
 *
 * A step is a row of the server: whoever has the flow's handle may try its code, and only a right
 * code leads on. A handle is the flow's id with a secret (one_time.h); the doors take handles, the
 * rules below them ids. Nothing on the way tells whether anybody has the identifier: the request
 * stores the flow, and a job looks for the account and sends the code. */
#pragma once

#include "features/accounts/accounts.h"
#include "web/job.h"

/* Kinds of one-time secrets: one never answers for another. */
#define RECOVERY_CODE "recovery"
#define RECOVERY_OBJECTION "recovery objection"

#define RECOVERY_LIFE WHEN_DAY
#define RECOVERY_CODE_LIFE (10 * WHEN_MINUTE)     /* of code and link, whatever the channel */
#define RECOVERY_PASSWORD_LIFE (15 * WHEN_MINUTE) /* from the right code to the new password */
#define RECOVERY_HOLD WHEN_DAY                    /* contacts, payers and refunds stand still */
#define RECOVERY_OBJECTION_LIFE (7 * WHEN_DAY)    /* of "this was not me" */

/* Begins a flow for whatever was typed. ERR_LIMITED: this network begins too many or asks for too
 * many letters, whoever they are for. device is the browser's name, or empty: one that the account
 * was opened from has codes of its own, which guests cannot use up. */
err recovery_begin(const struct act *act, str typed, str device, recovery_id *out, str *out_handle);
/* The flow of a handle; no text when it is nobody's, and then every step answers as for a flow that
 * has run out. */
err recovery_of_handle(const struct act *act, str handle, recovery_id *out);

/* What the page of the code shows: nothing of it depends on the account. ERR_NOT_FOUND when the
 * flow does not wait for a code. */
struct recovery_wait {
    when other_at; /* from then on the mailbox may be asked for */
};
err recovery_waiting(const struct act *act, recovery_id id, struct recovery_wait *out);

enum recovery_resend {
    RECOVERY_SENT,
    RECOVERY_TOO_SOON,
    RECOVERY_NO_FLOW,
};
/* "The code did not come": the next one goes to the mailbox, and the old one stops working.
 * ERR_LIMITED as in recovery_begin. */
err recovery_ask_email(const struct act *act, recovery_id id, enum recovery_resend *out);

enum recovery_check {
    RECOVERY_PROVEN,
    RECOVERY_CODE_WRONG,
    RECOVERY_CODE_SPENT, /* run out, tried too often, used, or no such flow */
};
/* The code as typed. */
err recovery_prove_by_code(const struct act *act, recovery_id id, str typed,
                           enum recovery_check *out);
/* The token of the letter's link. The flow goes on in the browser that pressed the button: whoever
 * began it elsewhere has a handle that is worth nothing any more; *out_next is the new one. */
err recovery_prove_by_link(const struct act *act, str token, enum recovery_check *out,
                           str *out_next);

/* Is the flow at the step of the new password? */
err recovery_is_proven(const struct act *act, recovery_id id, bool *out);

enum recovery_finish {
    RECOVERY_DONE,
    RECOVERY_NOT_PROVEN, /* no flow at this step, too late, or the contact is not trusted any more
                          */
    RECOVERY_BAD_PASSWORD,
};
/* May this be the new password? RECOVERY_DONE: it may; *out_fault is the code for the field when it
 * does not do. */
err recovery_check_password(const struct act *act, recovery_id id, struct secret password,
                            enum recovery_finish *out, const char **out_fault);
/* Sets the new password by the hash of one that was checked. device is the browser's name, known to
 * the account from then on, or empty. */
err recovery_set_password(const struct act *act, recovery_id id, str hash, str device,
                          enum recovery_finish *out);

/* "This was not me": nobody gets in until the owner recovers access. ERR_NOT_FOUND when the token
 * is none of ours, used or too old. */
err recovery_object(const struct act *act, str token);

/* An old mailbox takes the change of its account's e-mail back, and nobody gets in until its owner
 * recovers access by it. *out_restored is false when the address is another account's by now.
 * ERR_NOT_FOUND as above. */
err recovery_take_email_back(const struct act *act, str token, bool *out_restored);

/* A line of the account's own history. */
err recovery_trail(struct db *tx, const struct act *act, account_id account, const char *action);

/* The jobs behind it. */
err recovery_send(struct db *tx, const struct job_run *run);
