/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/enrol.h"

#include "crypto/password.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "system/clock.h"
#include "features/staff/members_store.h"

err enrol_find(const struct act *act, str token, struct enrol_offer *out)
{
    struct link_row row;
    if (!token_is_wellformed(token)) {
        return ERR_NOT_FOUND;
    }
    err e =
        link_store_find(act->db, act->arena, member_link_digest(act->arena, token), act->now, &row);
    if (e == ERR_OK) {
        *out = (struct enrol_offer){
            .member = row.member,
            .login = row.login,
            .name = row.name,
            .role = row.role,
            .salt = row.salt,
        };
    }
    return e;
}

struct refusing {
    const struct act *act;
    str digest;
};

static err refused_in(struct db *tx, void *arg)
{
    const struct refusing *refusing = arg;
    return link_store_late(tx, refusing->digest, refusing->act->now);
}

err enrol_refused(const struct act *act, str token)
{
    struct refusing refusing = {.act = act, .digest = member_link_digest(act->arena, token)};
    return token_is_wellformed(token) ? db_transaction(act->db, refused_in, &refusing) : ERR_OK;
}

const char *member_password_fault(struct arena *arena, const struct site *site, str login, str name,
                                  struct secret password)
{
    return password_fault(arena, site, password,
                          (struct password_context){.login = login, .name = name});
}

struct enrolling {
    const struct act *act;
    const struct enrol_offer *offer;
    str digest;
    struct enrolment enrolment;
    struct enrol_result *result;
};

static err enrol_in(struct db *tx, void *arg)
{
    struct enrolling *enrolling = arg;
    const struct act *act = enrolling->act;
    struct enrol_result *result = enrolling->result;
    struct member member = {.id = enrolling->offer->member, .login = enrolling->offer->login};
    err e = link_store_enrol(tx, enrolling->digest, &enrolling->enrolment, act->now);
    if (e == ERR_OK) {
        e = recovery_codes_new(tx, act->arena, act->site, member.id, act->now, &result->codes);
    }
    struct staff_audit_entry entry = {
        .member = member.id,
        .login = member.login,
        .action = "staff.enrolled",
        .subject = STR("staff"),
        .ref = member.id.text,
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    if (e == ERR_OK) {
        e = staff_audit_put(tx, act->arena, &entry);
    }
    return e == ERR_OK ? entry_open(tx, act, &member, STR("enrolment"), &result->session) : e;
}

/* The page may have been shown before the server's key was changed. */
static bool takes_code(struct enrolling *enrolling, str typed)
{
    const struct act *act = enrolling->act;
    const struct enrol_offer *offer = enrolling->offer;
    struct enrolment *enrolment = &enrolling->enrolment;
    struct secret secret;
    str code;
    bool matches = false;
    bool readable = code_parse(act->arena, typed, &code);
    for (size_t i = 0; readable && !matches; i++) {
        secret = second_factor_offered(act->arena, act->site, offer->member, offer->salt, i);
        if (secret.len == 0) {
            return false;
        }
        matches = totp_matches(act->arena, secret, code, clock_as_others_see(act->now), 0,
                               &enrolment->step);
    }
    if (matches) {
        enrolment->salt = second_factor_seal(act->arena, act->site, offer->member, secret);
    }
    return matches;
}

err enrol(const struct act *act, const struct enrol_offer *offer, const struct enrol_request *asked,
          struct enrol_result *out)
{
    *out = (struct enrol_result){0};
    struct enrolling enrolling = {
        .act = act,
        .offer = offer,
        .digest = member_link_digest(act->arena, asked->token),
        .enrolment = {.member = offer->member, .name = asked->name, .salt = offer->salt},
        .result = out,
    };
    if (!takes_code(&enrolling, asked->code)) {
        out->wrong_code = true;
        return ERR_OK;
    }
    err e = password_hash(act->site->hasher, act->arena, asked->password,
                          &enrolling.enrolment.password_hash);
    return e == ERR_OK ? db_transaction(act->db, enrol_in, &enrolling) : e;
}
