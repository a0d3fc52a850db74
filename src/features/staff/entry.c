/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/entry.h"

#include "crypto/mac.h"
#include "crypto/password.h"
#include "crypto/token.h"
#include "features/staff/entry_guard.h"
#include "features/staff/members_store.h"
#include "system/log.h"
#include "system/security_event.h"

#define FLOW_LIFE (10 * WHEN_MINUTE)

static void tell(const struct act *act, enum security_event_kind kind, const char *message,
                 staff_id member)
{
    struct security_event event = {
        .message = message,
        .staff = member.text,
        .network = act->network,
    };
    security_event_put(kind, &event);
}

static err note(struct db *tx, const struct act *act, str login, const char *outcome)
{
    struct staff_attempt attempt = {
        .login = login,
        .at = act->now,
        .outcome = str_from_z(outcome),
        .network = act->network,
        .user_agent = act->user_agent,
    };
    return attempt_store(tx, act->arena, &attempt);
}

struct trying {
    const struct act *act;
    const struct entry_subject *subject;
    const struct member *member; /* as it was verified */
    str login;
    bool right;
    str new_hash; /* the password at today's cost, or empty */
};

/* The member while the credential is the one that was verified, and may come in; ERR_DENIED when
 * password or second factor were set anew meanwhile. */
static err member_as_verified(struct db *tx, const struct act *act, const struct member *verified,
                              struct member *out)
{
    err e = member_with_id(tx, act->arena, verified->id, out);
    bool same = e == ERR_OK && out->credential_version == verified->credential_version &&
                str_eq(out->state, STR("active"));
    return (e == ERR_OK && !same) || e == ERR_NOT_FOUND ? ERR_DENIED : e;
}

/* A right password clears its budgets; nobody is in yet. */
static err close_try(struct db *tx, void *arg)
{
    const struct trying *trying = arg;
    if (trying->right) {
        struct member present;
        err e = member_as_verified(tx, trying->act, trying->member, &present);
        if (e == ERR_OK) {
            e = entry_passed(tx, trying->act, trying->subject);
        }
        return e == ERR_OK && trying->new_hash.len > 0
                   ? member_store_rehash(tx, present.id, trying->new_hash,
                                         present.credential_version)
                   : e;
    }
    err e = note(tx, trying->act, trying->login, "wrong_password");
    return e == ERR_OK ? entry_failed(tx, trying->act) : e;
}

/* Whoever the login may be of, as password and budgets need it; nobody takes the same steps. */
struct suspect {
    bool found;
    struct member member; /* without a hash when nobody was found */
    str login;            /* canonical; empty when it can be nobody's */
    struct entry_subject subject;
};

static err find_suspect(const struct act *act, str typed, str known, str device,
                        struct suspect *out)
{
    *out = (struct suspect){.login = STR("")};
    bool possible = member_login_parse(act->arena, typed, &out->login);
    err e = member_with_login(act->db, act->arena, out->login, &out->member);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    out->found = e == ERR_OK && str_eq(out->member.state, STR("active"));
    str digest = mac_hex(act->arena, site_lasting_key(act->site), possible ? out->login : typed);
    if (!out->found) {
        out->member = (struct member){.password_hash = STR("")};
    }
    bool own = out->found && device.len > 0 && str_eq(known, out->member.id.text);
    out->subject = (struct entry_subject){
        .key = out->found ? out->member.id.text : digest,
        .device = own ? device : STR(""),
    };
    return ERR_OK;
}

/* Hashes, and writes down how it went. */
static err try_password(const struct act *act, const struct suspect *suspect,
                        struct secret password, bool *out_right)
{
    struct trying trying = {.act = act,
                            .subject = &suspect->subject,
                            .member = &suspect->member,
                            .login = suspect->login};
    str hash = suspect->member.password_hash;
    err e = password_verify(act->site->hasher, hash, password, &trying.right);
    if (e == ERR_OK && trying.right && password_needs_rehash(act->site->hasher, hash)) {
        e = password_hash(act->site->hasher, act->arena, password, &trying.new_hash);
    }
    if (e == ERR_OK) {
        e = db_transaction(act->db, close_try, &trying);
    }
    *out_right = e == ERR_OK && trying.right;
    return e == ERR_DENIED ? ERR_OK : e; /* changed meanwhile: it was the wrong one */
}

err entry_password(const struct act *act, str login, struct secret password, str known, str device,
                   struct entry_verdict *out)
{
    *out = (struct entry_verdict){.outcome = ENTRY_LIMITED};
    struct suspect suspect;
    bool admitted = false, right = false;
    err e = find_suspect(act, login, known, device, &suspect);
    if (e == ERR_OK) {
        e = entry_admit(act, &suspect.subject, &admitted, &out->retry_us);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (!admitted) {
        tell(act, SECURITY_LIMITED, "staff sign-in limited", suspect.member.id);
        return ERR_OK;
    }
    e = try_password(act, &suspect, password, &right);
    if (e == ERR_OK) {
        out->outcome = right ? ENTRY_OK : ENTRY_REFUSED;
        out->member = suspect.member;
    }
    if (e == ERR_OK && !right) {
        tell(act, SECURITY_WRONG_PASSWORD, "staff sign-in refused", suspect.member.id);
    }
    return e;
}

struct beginning {
    const struct act *act;
    const struct member *member;
    str digest, next;
};

/* A new password ends the flows that there are, so this is the only place to ask whether the
 * present one is the one that was verified. */
static err begin_in(struct db *tx, void *arg)
{
    const struct beginning *beginning = arg;
    struct member present;
    err e = member_as_verified(tx, beginning->act, beginning->member, &present);
    return e == ERR_OK ? flow_store(tx, beginning->digest, present.id, beginning->next,
                                    when_add(beginning->act->now, FLOW_LIFE))
                       : e;
}

err entry_flow_begin(const struct act *act, const struct member *member, str next, str *out_token)
{
    struct secret token = token_new(act->arena);
    *out_token = secret_reveal(token);
    struct beginning beginning = {
        .act = act,
        .member = member,
        .digest = token_digest(act->arena, act->site->keys.token, *out_token),
        .next = next,
    };
    return db_transaction(act->db, begin_in, &beginning);
}

err entry_flow_find(const struct act *act, str token, str *out_next)
{
    struct flow_row row;
    if (!token_is_wellformed(token)) {
        return ERR_NOT_FOUND;
    }
    err e = ERR_NOT_FOUND;
    const struct site_keys *keys;
    for (size_t i = 0; e == ERR_NOT_FOUND && (keys = site_keys_at(act->site, i)) != NULL; i++) {
        str digest = token_digest(act->arena, keys->token, token);
        e = flow_store_find(act->db, act->arena, digest, act->now, &row);
    }
    *out_next = e == ERR_OK ? row.next : STR("");
    return e;
}

err entry_open(struct db *tx, const struct act *act, const struct member *member, str how,
               str *out_token)
{
    struct staff_session_start start = {
        .member = member->id,
        .user_agent = act->user_agent,
        .network = act->network,
        .now = act->now,
    };
    session_id session;
    err e = staff_session_start(tx, act->site, act->arena, &start, &session, out_token);
    if (e == ERR_OK) {
        e = flow_store_end(tx, member->id);
    }
    if (e == ERR_OK) {
        e = note(tx, act, member->login, "ok");
    }
    struct staff_audit_entry entry = {
        .member = member->id,
        .login = member->login,
        .action = "staff.signin",
        .subject = STR("staff"),
        .ref = member->id.text,
        .after = how,
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    return e == ERR_OK ? staff_audit_put(tx, act->arena, &entry) : e;
}

struct coding {
    const struct act *act;
    staff_id member;
    const struct member *verified; /* whose password was shown in the same call, or NULL */
    str flow;                      /* digest of the flow, or empty */
    session_id session;            /* to be proven, or no text: a new one is opened */
    enum proof_token token;        /* of the session to be proven */
    str code;
    str how; /* which second factor it was: "app" or "recovery_code" */
    struct entry_pass *pass;
};

/* The member as he is now; a code takes from his budget whoever asks. */
static err admit_code(struct db *tx, struct coding *coding, struct member *member)
{
    const struct act *act = coding->act;
    struct entry_verdict *verdict = &coding->pass->verdict;
    if (coding->flow.len > 0) {
        struct flow_row flow;
        err e = flow_store_try(tx, act->arena, coding->flow, act->now, &flow);
        if (e != ERR_OK) {
            return e;
        }
        coding->member = flow.member;
        coding->pass->next = flow.next;
    }
    err e = coding->verified != NULL ? member_as_verified(tx, act, coding->verified, member)
                                     : member_with_id(tx, act->arena, coding->member, member);
    if (e == ERR_DENIED || (e == ERR_OK && !str_eq(member->state, STR("active")))) {
        e = ERR_NOT_FOUND;
    }
    return e == ERR_OK ? entry_code_admit(tx, act, coding->member, &verdict->retry_us) : e;
}

static err let_in(struct db *tx, struct coding *coding, const struct member *member,
                  enum factor factor)
{
    const struct act *act = coding->act;
    err e = entry_code_passed(tx, act, member->id);
    if (e != ERR_OK) {
        return e;
    }
    coding->how = factor == FACTOR_APP ? STR("app") : STR("recovery_code");
    if (coding->session.text.len > 0) {
        return coding->token == PROOF_TOKEN_STAYS
                   ? staff_session_prove(tx, coding->session, act->now)
                   : staff_session_renew(tx, act->site, act->arena, coding->session, act->now,
                                         &coding->pass->token);
    }
    return entry_open(tx, act, member, coding->how, &coding->pass->token);
}

static err code_in(struct db *tx, void *arg)
{
    struct coding *coding = arg;
    struct entry_verdict *verdict = &coding->pass->verdict;
    *verdict = (struct entry_verdict){.outcome = ENTRY_REFUSED};
    struct member member;
    err e = admit_code(tx, coding, &member);
    if (e == ERR_LIMITED) {
        verdict->outcome = ENTRY_LIMITED;
        return ERR_OK; /* the take is to be kept */
    }
    if (e != ERR_OK) {
        return e;
    }
    enum factor factor = FACTOR_WRONG;
    const struct act *act = coding->act;
    e = second_factor_take(tx, act->arena, act->site, &member, coding->code, act->now, &factor);
    if (e == ERR_OK && factor == FACTOR_WRONG) {
        return note(tx, act, member.login, "wrong_code");
    }
    if (e == ERR_OK) {
        e = let_in(tx, coding, &member, factor);
    }
    if (e == ERR_OK) {
        verdict->outcome = ENTRY_OK;
        verdict->member = member;
    }
    return e;
}

static void tell_of_code(const struct coding *coding)
{
    switch (coding->pass->verdict.outcome) {
    case ENTRY_OK:
        log_info(coding->session.text.len > 0 ? "staff second factor shown" : "staff signed in",
                 LOG_STR("staff", coding->member.text), LOG_STR("network", coding->act->network),
                 LOG_Z("method", "password"), LOG_STR("factor", coding->how), LOG_END);
        return;
    case ENTRY_LIMITED:
        tell(coding->act, SECURITY_LIMITED, "staff second factor limited", coding->member);
        return;
    case ENTRY_REFUSED:
        tell(coding->act, SECURITY_WRONG_FACTOR, "staff second factor refused", coding->member);
        return;
    }
}

static err take_code(struct coding *coding)
{
    err e = db_transaction(coding->act->db, code_in, coding);
    if (e == ERR_OK) {
        tell_of_code(coding);
    }
    return e;
}

static err late_in(struct db *tx, void *arg)
{
    const struct coding *coding = arg;
    return flow_store_late(tx, coding->flow, coding->act->now);
}

/* A flow that was refused because its time is over stays over. */
static err take_code_of_flow(struct coding *coding)
{
    err e = take_code(coding);
    if (e != ERR_NOT_FOUND) {
        return e;
    }
    err late = db_transaction(coding->act->db, late_in, coding);
    return late == ERR_OK ? e : late;
}

err entry_flow_code(const struct act *act, str token, str code, struct entry_pass *out)
{
    *out = (struct entry_pass){0};
    if (!token_is_wellformed(token)) {
        return ERR_NOT_FOUND;
    }
    err e = ERR_NOT_FOUND;
    const struct site_keys *keys;
    for (size_t i = 0; e == ERR_NOT_FOUND && (keys = site_keys_at(act->site, i)) != NULL; i++) {
        struct coding coding = {
            .act = act,
            .flow = token_digest(act->arena, keys->token, token),
            .code = code,
            .pass = out,
        };
        e = take_code_of_flow(&coding);
    }
    return e;
}

err entry_code(const struct act *act, const struct member *member, str code, struct entry_pass *out)
{
    *out = (struct entry_pass){0};
    struct coding coding = {
        .act = act, .member = member->id, .verified = member, .code = code, .pass = out};
    return take_code(&coding);
}

err entry_prove(const struct act *act, staff_id member, session_id session, enum proof_token token,
                str code, struct entry_pass *out)
{
    *out = (struct entry_pass){.token = STR("")};
    struct coding coding = {.act = act,
                            .member = member,
                            .session = session,
                            .token = token,
                            .code = code,
                            .pass = out};
    return take_code(&coding);
}
