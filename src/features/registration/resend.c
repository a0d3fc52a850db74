/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for another code, and what the page of the code shows meanwhile. */
#include "features/registration/mailbox.h"
#include "features/registration/registration_mail.h"
#include "features/registration/registration_store.h"

static when resend_from(const struct registration *r)
{
    return when_add(r->code_sent_at, CODE_PAUSE);
}

err registration_waiting(const struct act *act, registration_id id, struct registration_wait *out)
{
    struct registration r;
    err e = registration_by_id(act->db, act->arena, id, act->now, &r);
    if (e == ERR_OK && !when_is_none(r.elsewhere_at)) {
        return ERR_NOT_FOUND; /* it waits for a password, and no code goes past that */
    }
    if (e == ERR_OK) {
        *out = (struct registration_wait){
            .id = r.id,
            .email = r.email,
            .phone = r.phone,
            .phone_next = r.phone_next,
            .resend_at = resend_from(&r),
            .may_resend = r.code_sends < CODE_SENDS_MAX,
        };
    }
    return e;
}

struct resending {
    const struct act *act;
    registration_id id;
    struct one_time code;
    enum resend_outcome outcome;
};

static err send_again(struct db *tx, struct resending *resending, struct registration *r)
{
    const struct act *act = resending->act;
    if (!r->phone_next) {
        enum letter_fate fate = LETTER_WITHHELD;
        err e = mailbox_put(tx, act, r, registration_letter(act, r, &resending->code), &fate);
        if (e == ERR_OK && fate == LETTER_LIMITED) {
            resending->outcome = RESEND_TOO_MANY;
        }
        return e;
    }
    bool sent = false;
    err e = sms_code_put(tx, act->arena, act->site, act->lang, r->phone, resending->code.code,
                         act->network, act->now, &sent);
    if (e == ERR_OK && !sent) {
        resending->outcome = RESEND_TOO_MANY;
    }
    return e;
}

static err resend_in(struct db *tx, void *arg)
{
    struct resending *resending = arg;
    const struct act *act = resending->act;
    struct registration r;
    err e = registration_by_id(tx, act->arena, resending->id, act->now, &r);
    if (e == ERR_OK && !when_is_none(r.elsewhere_at)) {
        e = ERR_NOT_FOUND;
    }
    if (e != ERR_OK) {
        resending->outcome = RESEND_NO_FLOW;
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    if (r.code_sends >= CODE_SENDS_MAX) {
        resending->outcome = RESEND_TOO_MANY;
        return ERR_OK;
    }
    if (when_before(act->now, resend_from(&r))) {
        resending->outcome = RESEND_TOO_SOON;
        return ERR_OK;
    }
    resending->outcome = RESEND_SENT;
    r.code_digest = resending->code.code_digest;
    r.link_digest = resending->code.link_digest;
    r.code_expires_at = when_add(act->now, CODE_LIFE);
    e = send_again(tx, resending, &r);
    if (e == ERR_OK && resending->outcome == RESEND_SENT) {
        e = registration_store_renew(tx, &r, act->now);
    }
    return e;
}

err registration_resend(const struct act *act, registration_id id, enum resend_outcome *out)
{
    struct resending resending = {
        .act = act,
        .id = id,
        .code = one_time_new(act->arena, act->site, REGISTRATION_CODE, id.text),
    };
    err e = db_transaction(act->db, resend_in, &resending);
    if (e == ERR_OK) {
        *out = resending.outcome;
    }
    return e;
}
