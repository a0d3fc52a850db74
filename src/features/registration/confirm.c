/* SPDX-License-Identifier: Apache-2.0 */
/* From the letter to the account. Counting the try, judging the code, spending it and making the
 * account are one transaction; whoever confirms first has e-mail and phone. */
#include "crypto/password.h"
#include "features/registration/registration_mail.h"
#include "features/registration/registration_store.h"
#include "web/audit.h"

struct confirming {
    const struct act *act;
    registration_id id;
    str typed_digest;    /* of the code; empty when a link proves */
    str link_digest;     /* of the link; empty when a code proves */
    registration_id own; /* of the browser that pressed the link; may be empty */
    str password_hash;   /* set after a link was pressed elsewhere */
    struct confirmation result;
};

static err finish(struct confirming *confirming, enum confirm_outcome outcome)
{
    confirming->result.outcome = outcome;
    return ERR_OK;
}

/* It can never become an account any more. */
static err give_up(struct db *tx, struct confirming *confirming, enum confirm_outcome why)
{
    confirming->result.outcome = why;
    return registration_store_end(tx, confirming->id);
}

static err make_account(struct db *tx, struct confirming *confirming, const struct registration *r)
{
    const struct act *act = confirming->act;
    struct account_draft draft = {
        .login = r->login,
        .email = r->email,
        .phone = r->phone,
        .phone_proven = r->phone_next,
        .name = r->name,
        .language = r->language,
        .timezone = act->site->settings->default_timezone,
        .password_hash = r->password_hash,
        .terms_version = r->terms_version,
        .terms_at = r->created_at,
        .network = r->network,
        .now = act->now,
    };
    err e = account_create(tx, act->arena, &draft, &confirming->result.account);
    if (e == ERR_OK) {
        e = registration_store_end(tx, r->id);
    }
    if (e == ERR_OK) {
        struct audit_entry entry = {
            .account = confirming->result.account,
            .action = "account.created",
            .network = act->network,
            .user_agent = act->user_agent,
            .now = act->now,
        };
        e = audit_put(tx, act->arena, &entry);
    }
    return e == ERR_OK ? finish(confirming, CONFIRM_DONE) : e;
}

/* The phone stands in another account: a code to it decides. When the budgets of text messages say
 * no just now, the wait begins all the same and the person asks for the code later. */
static err wait_for_phone(struct db *tx, struct confirming *confirming, struct registration *r)
{
    const struct act *act = confirming->act;
    if (!site_sends_sms(act->site)) {
        return give_up(tx, confirming, CONFIRM_PHONE_TAKEN);
    }
    struct one_time code = one_time_new(act->arena, act->site, REGISTRATION_CODE, r->id.text);
    bool sent = false;
    err e = sms_code_put(tx, act->arena, act->site, act->lang, r->phone, code.code, act->network,
                         act->now, &sent);
    if (e != ERR_OK) {
        return e;
    }
    r->phone_next = true;
    r->code_digest = code.code_digest;
    r->link_digest = code.link_digest;
    if (!sent) {
        one_time_kill(act->arena, act->site, REGISTRATION_CODE, &r->code_digest, &r->link_digest);
    }
    r->code_expires_at = when_add(act->now, CODE_LIFE);
    e = registration_store_renew(tx, r, act->now);
    return e == ERR_OK ? finish(confirming, CONFIRM_NEXT_PHONE) : e;
}

static err after_email(struct db *tx, struct confirming *confirming, struct registration *r)
{
    const struct act *act = confirming->act;
    struct identifier_owner email, phone;
    err e = identifier_owner_of(tx, act->arena, r->email.text, &email);
    if (e == ERR_OK) {
        e = identifier_owner_of(tx, act->arena, r->phone.text, &phone);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (email.taken) {
        return give_up(tx, confirming, CONFIRM_EMAIL_TAKEN);
    }
    return phone.taken ? wait_for_phone(tx, confirming, r) : make_account(tx, confirming, r);
}

static err after_phone(struct db *tx, struct confirming *confirming, struct registration *r)
{
    const struct act *act = confirming->act;
    struct identifier_owner email;
    err e = identifier_owner_of(tx, act->arena, r->email.text, &email);
    if (e == ERR_OK) {
        e = sms_code_confirmed(tx, r->phone, act->now);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (email.taken) {
        return give_up(tx, confirming, CONFIRM_EMAIL_TAKEN);
    }
    bool is_free = false;
    e = phone_make_free(tx, act, r->phone, (account_id){STR("")}, &is_free);
    if (e != ERR_OK) {
        return e;
    }
    return is_free ? make_account(tx, confirming, r) : give_up(tx, confirming, CONFIRM_PHONE_TAKEN);
}

/* The letter or the message was answered rightly. */
static err proven(struct db *tx, struct confirming *confirming, struct registration *r)
{
    const struct act *act = confirming->act;
    bool is_free = false;
    err e = login_is_free(tx, act->arena, act->now, r->login, r->id, &is_free);
    if (e != ERR_OK) {
        return e;
    }
    if (!is_free) {
        return give_up(tx, confirming, CONFIRM_LOGIN_TAKEN);
    }
    return r->phone_next ? after_phone(tx, confirming, r) : after_email(tx, confirming, r);
}

/* Guesses at an e-mail that has an account are guesses at nothing, and end all the same. */
static struct code_target target_of(const struct registration *r)
{
    return r->phone_next ? (struct code_target){.phone = r->phone}
                         : (struct code_target){.email = r->email, .decoy = r->is_decoy};
}

static err confirm_by_code(struct db *tx, void *arg)
{
    struct confirming *confirming = arg;
    const struct act *act = confirming->act;
    bool live = false;
    err e = registration_store_try(tx, confirming->id, act->now, &live);
    if (e != ERR_OK || !live) {
        return e == ERR_OK ? finish(confirming, CONFIRM_CODE_SPENT) : e;
    }
    struct registration r;
    e = registration_by_id(tx, act->arena, confirming->id, act->now, &r);
    bool moved = e == ERR_OK && !when_is_none(r.elsewhere_at); /* a password is wanted */
    if (e == ERR_NOT_FOUND || moved) {
        return finish(confirming, CONFIRM_CODE_SPENT);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct code_target target = target_of(&r);
    bool allowed = false;
    e = code_guess_allowed(tx, act->arena, &target, act->now, &allowed);
    if (e != ERR_OK || !allowed) {
        return e == ERR_OK ? finish(confirming, CONFIRM_CODE_CLOSED) : e;
    }
    bool checked = false;
    e = code_guess_counts(tx, act->arena, &target, act->now, &checked);
    if (e != ERR_OK) {
        return e;
    }
    if (!checked || !one_time_matches(r.code_digest, confirming->typed_digest)) {
        e = code_guess_wrong(tx, act->arena, &target, act->now);
        return e == ERR_OK ? finish(confirming, CONFIRM_CODE_WRONG) : e;
    }
    return proven(tx, confirming, &r);
}

/* Pressed elsewhere: the flow goes on in this browser, and neither the form's nor its code can go
 * on with it any more. */
static err wait_for_password(struct db *tx, struct confirming *confirming, struct registration *r)
{
    const struct act *act = confirming->act;
    confirming->result.handle =
        flow_handle_new(act->arena, act->site, REGISTRATION_CODE, r->id.text, &r->token_digest);
    one_time_kill(act->arena, act->site, REGISTRATION_CODE, &r->code_digest, &r->link_digest);
    err e = registration_store_move(tx, r, act->now);
    return e == ERR_OK ? finish(confirming, CONFIRM_NEXT_PASSWORD) : e;
}

static err confirm_by_link(struct db *tx, void *arg)
{
    struct confirming *confirming = arg;
    const struct act *act = confirming->act;
    err e = registration_by_live_link(tx, act->arena, confirming->link_digest, act->now,
                                      &confirming->id);
    if (e == ERR_NOT_FOUND) {
        return finish(confirming, CONFIRM_CODE_SPENT);
    }
    struct registration r;
    if (e == ERR_OK) {
        e = registration_by_id(tx, act->arena, confirming->id, act->now, &r);
    }
    if (e == ERR_NOT_FOUND) {
        return finish(confirming, CONFIRM_CODE_SPENT);
    }
    if (e != ERR_OK) {
        return e;
    }
    return str_eq(confirming->own.text, r.id.text) ? proven(tx, confirming, &r)
                                                   : wait_for_password(tx, confirming, &r);
}

static err confirm_by_password(struct db *tx, void *arg)
{
    struct confirming *confirming = arg;
    const struct act *act = confirming->act;
    struct registration r;
    err e = registration_store_settle(tx, confirming->id, confirming->password_hash, act->now);
    if (e == ERR_OK) {
        e = registration_by_id(tx, act->arena, confirming->id, act->now, &r);
    }
    return e == ERR_OK ? proven(tx, confirming, &r) : e;
}

/* Two registrations may reach for the same e-mail at the same moment: the unique index lets one
 * through, and the other runs once more and then sees it taken. */
static err confirm(struct confirming *confirming, db_fn *fn, struct confirmation *out)
{
    err e = db_transaction(confirming->act->db, fn, confirming);
    if (e == ERR_CONFLICT) {
        e = db_transaction(confirming->act->db, fn, confirming);
    }
    if (e == ERR_OK && confirming->result.outcome == CONFIRM_DONE) {
        act_log(confirming->act, "account created", confirming->result.account);
    }
    if (e == ERR_OK) {
        *out = confirming->result;
        out->registration = confirming->id;
    }
    return e;
}

err registration_confirm_code(const struct act *act, registration_id id, str typed,
                              struct confirmation *out)
{
    struct confirming confirming = {
        .act = act,
        .id = id,
        .typed_digest =
            one_time_code_digest(act->arena, act->site, REGISTRATION_CODE, id.text, typed),
    };
    return confirm(&confirming, confirm_by_code, out);
}

err registration_confirm_link(const struct act *act, str token, registration_id own,
                              struct confirmation *out)
{
    struct confirming confirming = {
        .act = act,
        .own = own,
        .link_digest = one_time_link_digests(act->arena, act->site, REGISTRATION_CODE, token),
    };
    return confirm(&confirming, confirm_by_link, out);
}

err registration_offer_of(const struct act *act, registration_id id, struct registration_offer *out)
{
    struct registration r;
    err e = registration_by_id(act->db, act->arena, id, act->now, &r);
    if (e != ERR_OK) {
        return e;
    }
    if (when_is_none(r.elsewhere_at) ||
        !when_before(act->now, when_add(r.elsewhere_at, PASSWORD_LIFE))) {
        return ERR_NOT_FOUND;
    }
    *out = (struct registration_offer){
        .id = r.id, .login = r.login, .email = r.email, .phone = r.phone, .name = r.name};
    return ERR_OK;
}

static err settle_late_in(struct db *tx, void *arg)
{
    const struct confirming *confirming = arg;
    return registration_store_settle_late(tx, confirming->id, confirming->act->now);
}

err registration_check_password(const struct act *act, registration_id id, struct secret password,
                                const char **out_fault)
{
    struct registration_offer offer;
    struct confirming confirming = {.act = act, .id = id};
    err e = registration_offer_of(act, id, &offer);
    if (e == ERR_NOT_FOUND) {
        err late = db_transaction(act->db, settle_late_in, &confirming);
        return late == ERR_OK ? e : late;
    }
    if (e != ERR_OK) {
        return e;
    }
    struct password_context context = {
        .login = offer.login.text,
        .email = offer.email.text,
        .phone = offer.phone.text,
        .name = offer.name,
        .brand = act->site->settings->brand_name,
    };
    *out_fault = password_check(act->arena, password, &context).code;
    return ERR_OK;
}

err registration_set_password(const struct act *act, registration_id id, str hash,
                              struct confirmation *out)
{
    struct confirming confirming = {.act = act, .id = id, .password_hash = hash};
    return confirm(&confirming, confirm_by_password, out);
}
