/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/contact.h"

#include "features/accounts/contact_rules.h"
#include "web/audit.h"

static const struct contact_rules *rules_of(enum contact_kind kind)
{
    return kind == CONTACT_EMAIL ? &email_rules : &phone_rules;
}

struct contact_state contact_state_of(const struct account *account, enum contact_kind kind)
{
    return kind == CONTACT_EMAIL
               ? (struct contact_state){account->email.text, account->email_verified_at,
                                        account->email_trust}
               : (struct contact_state){account->phone.text, account->phone_verified_at,
                                        account->phone_trust};
}

bool contact_is_trusted(const struct account *account, enum contact_kind kind)
{
    struct contact_state state = contact_state_of(account, kind);
    return !when_is_none(state.verified_at) && when_is_none(state.trust.suspended_at);
}

err contact_audit(struct db *tx, const struct act *act, account_id account, const char *action,
                  str masked)
{
    struct audit_entry entry = {
        .account = account,
        .action = action,
        .detail = masked,
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    return audit_put(tx, act->arena, &entry);
}

/* A contact that stands in the account already may be proven at any time; another one has to wait
 * until the hold after a recovery is over. */
static err may_send(struct db *tx, struct contact_sending *sending)
{
    const struct act *act = sending->act;
    const struct account *account = &sending->account;
    when held_until;
    err e = account_held_until(tx, act->arena, account->id, act->now, &held_until);
    if (e != ERR_OK) {
        return e;
    }
    struct contact_state present = contact_state_of(account, sending->kind);
    bool another = !str_eq(present.value, sending->value);
    bool replaces = another && rules_of(sending->kind)->replaces;
    struct contact_proof proof;
    e = contact_proof_of(tx, act->arena, account->id, sending->kind, &proof);
    if (contact_is_trusted(account, sending->kind) && !replaces) {
        sending->outcome = CONTACT_IS_PROVEN;
    } else if (another && !when_is_none(held_until)) {
        sending->outcome = CONTACT_HELD;
    } else if (e == ERR_OK && when_before(act->now, when_add(proof.sent_at, CODE_PAUSE))) {
        sending->outcome = CONTACT_TOO_SOON;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err send_in(struct db *tx, void *arg)
{
    struct contact_sending *sending = arg;
    const struct act *act = sending->act;
    account_id id = sending->account.id;
    sending->outcome = CONTACT_CODE_SENT;
    sending->code_digest = sending->code.code_digest;
    sending->decoy = false;
    err e = act_stands(tx, act, id);
    if (e == ERR_OK) {
        e = account_by_id(tx, act->arena, id, &sending->account);
    }
    if (e == ERR_OK) {
        e = may_send(tx, sending);
    }
    if (e == ERR_OK && sending->outcome == CONTACT_CODE_SENT) {
        e = rules_of(sending->kind)->send(tx, sending);
    }
    return e == ERR_OK && sending->outcome == CONTACT_CODE_SENT ? contact_proof_store(tx, sending)
                                                                : e;
}

err contact_send_code(const struct act *act, account_id account, enum contact_kind kind, str value,
                      enum contact_send *out)
{
    struct contact_sending sending = {
        .act = act,
        .kind = kind,
        .value = value,
        .account = {.id = account},
        .code = one_time_new(act->arena, act->site, rules_of(kind)->word, account.text),
    };
    err e = db_transaction(act->db, send_in, &sending);
    if (e == ERR_OK) {
        *out = sending.outcome;
    }
    return e;
}

static struct code_target target_of(const struct contact_checking *checking, bool decoy)
{
    struct code_target target = {.account = checking->id, .decoy = decoy};
    if (checking->kind == CONTACT_EMAIL) {
        target.email.text = checking->value;
    } else {
        target.phone.text = checking->value;
    }
    return target;
}

static err check_in(struct db *tx, void *arg)
{
    struct contact_checking *checking = arg;
    const struct act *act = checking->act;
    struct contact_try tried;
    err e = act_stands(tx, act, checking->id);
    if (e != ERR_OK) {
        return e;
    }
    e = contact_proof_store_try(tx, act->arena, checking->id, checking->kind, act->now, &tried);
    if (e != ERR_OK) {
        checking->outcome = CONTACT_CODE_SPENT;
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    checking->value = tried.value;
    struct code_target target = target_of(checking, tried.decoy);
    bool allowed = false;
    e = code_guess_allowed(tx, act->arena, &target, act->now, &allowed);
    if (e != ERR_OK || !allowed) {
        checking->outcome = CONTACT_CODE_CLOSED;
        return e;
    }
    bool checked = false;
    e = code_guess_counts(tx, act->arena, &target, act->now, &checked);
    if (e != ERR_OK) {
        return e;
    }
    if (!checked || !one_time_matches(tried.code_digest, checking->typed_digest)) {
        checking->outcome = CONTACT_CODE_WRONG;
        return code_guess_wrong(tx, act->arena, &target, act->now);
    }
    e = contact_proof_store_end(tx, checking->id, checking->kind);
    return e == ERR_OK ? rules_of(checking->kind)->give(tx, checking) : e;
}

/* Two accounts may reach for the same contact at the same moment: the unique index lets one
 * through, and the other runs once more and then sees it taken. */
err contact_check_code(const struct act *act, account_id account, enum contact_kind kind, str typed,
                       enum contact_check *out)
{
    const char *word = rules_of(kind)->word;
    struct contact_checking checking = {
        .act = act,
        .kind = kind,
        .id = account,
        .typed_digest = one_time_code_digest(act->arena, act->site, word, account.text, typed),
    };
    err e = db_transaction(act->db, check_in, &checking);
    if (e == ERR_CONFLICT) {
        e = db_transaction(act->db, check_in, &checking);
    }
    if (e == ERR_OK && checking.outcome == CONTACT_PROVEN) {
        act_log(act, kind == CONTACT_EMAIL ? "e-mail confirmed" : "phone confirmed", account);
    }
    if (e == ERR_OK) {
        *out = checking.outcome;
    }
    return e;
}
