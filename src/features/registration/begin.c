/* SPDX-License-Identifier: Apache-2.0 */
/* From the form to the letter. Known and unknown e-mails take the same steps: one look each at
 * e-mail and account, one hash, one letter, one transaction of the same statements. What differs is
 * the letter, and whether anybody knows the code. Whose phone it is, a job looks at afterwards. */
#include "crypto/password.h"
#include "features/registration/mailbox.h"
#include "features/registration/registration_mail.h"
#include "features/registration/registration_store.h"
#include "system/random.h"
#include "web/job.h"

err login_is_free(struct db *db, struct arena *arena, when now, struct login login,
                  registration_id own, bool *out)
{
    struct identifier_owner owner;
    err e = identifier_owner_of(db, arena, login.text, &owner);
    bool held = false;
    if (e == ERR_OK) {
        e = login_hold_store_other(db, arena, login, own, now, &held);
    }
    if (e == ERR_OK) {
        *out = !owner.taken && !held;
    }
    return e;
}

struct beginning {
    const struct act *act;
    const struct registration *registration;
    registration_id replaced;
    const struct mail_page *letter;
    bool login_taken;
    bool limited; /* this network, or everybody, makes us write too much */
};

static err begin_in(struct db *tx, void *arg)
{
    struct beginning *beginning = arg;
    const struct act *act = beginning->act;
    const struct registration *registration = beginning->registration;
    struct identifier_owner owner;
    err e = identifier_owner_of(tx, act->arena, registration->login.text, &owner);
    bool kept = false;
    if (e == ERR_OK && !owner.taken) {
        e = login_hold_store(tx, registration->login, registration->id, beginning->replaced,
                             act->now, &kept);
    }
    beginning->login_taken = !kept;
    if (e != ERR_OK || !kept) {
        return e;
    }
    struct registration kept_as = *registration; /* the transaction may run again */
    enum letter_fate fate = LETTER_WITHHELD;
    e = mailbox_put(tx, act, &kept_as, beginning->letter, &fate);
    beginning->limited = fate == LETTER_LIMITED;
    if (e != ERR_OK || beginning->limited) {
        return e == ERR_OK ? registration_store_end(tx, registration->id) : e;
    }
    e = registration_store(tx, &kept_as);
    if (e == ERR_OK) {
        e = job_put_blurred(tx, act->now, STR("registration.known_phone"), registration->id.text);
    }
    return e;
}

err registration_begin(const struct act *act, const struct registration_draft *draft,
                       registration_id *out, str *out_handle)
{
    struct identifier_owner known;
    err e = identifier_owner_of(act->db, act->arena, draft->email.text, &known);
    str hash = draft->hash;
    if (e == ERR_OK && hash.len == 0) {
        e = password_hash(act->site->hasher, act->arena, draft->password, &hash);
    }
    if (e != ERR_OK) {
        return e;
    }
    registration_id id = {id_new(act->arena)};
    struct one_time code = one_time_new(act->arena, act->site, REGISTRATION_CODE, id.text);
    struct registration registration = {
        .id = id,
        .login = draft->login,
        .email = draft->email,
        .phone = draft->phone,
        .name = draft->name.text,
        .language = lang_code(draft->lang),
        .password_hash = hash,
        .terms_version = act->site->settings->terms_version,
        .network = act->network,
        .created_at = act->now,
        .is_decoy = known.taken,
        .code_digest = code.code_digest,
        .link_digest = code.link_digest,
        .code_expires_at = when_add(act->now, CODE_LIFE),
    };
    str handle = flow_handle_new(act->arena, act->site, REGISTRATION_CODE, id.text,
                                 &registration.token_digest);
    struct beginning beginning = {
        .act = act,
        .registration = &registration,
        .replaced = draft->replaced,
        .letter = registration_letter(act, &registration, &code),
    };
    e = db_transaction(act->db, begin_in, &beginning);
    if (e == ERR_OK && beginning.login_taken) {
        return ERR_CONFLICT;
    }
    if (e == ERR_OK && beginning.limited) {
        return ERR_LIMITED;
    }
    if (e == ERR_OK) {
        *out = id;
        *out_handle = handle;
    }
    return e;
}

err registration_of_handle(const struct act *act, str handle, registration_id *out)
{
    struct registration registration;
    registration_id id = {flow_handle_id(handle)};
    err e = registration_by_id(act->db, act->arena, id, act->now, &registration);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    bool own = e == ERR_OK && flow_handle_matches(act->arena, act->site, REGISTRATION_CODE, handle,
                                                  registration.token_digest);
    out->text = own ? id.text : STR("");
    return ERR_OK;
}
