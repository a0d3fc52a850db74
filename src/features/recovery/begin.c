/* SPDX-License-Identifier: Apache-2.0 */
/* What a request does: it never looks for an account, so it cannot tell whether there is one. */
#include "features/recovery/recovery_store.h"
#include "system/random.h"
#include "web/rate.h"

/* Flows a network may begin in an hour, whoever they are for. */
#define FLOWS_OF_NETWORK 60

struct beginning {
    const struct act *act;
    recovery_id id;
    str token_digest;
    str identifier;
    str device;
    bool limited;
    bool by_letter; /* the network asked for its day's text messages */
};

static err take(struct db *tx, const struct act *act, const char *what, int64_t limit,
                int64_t window_us)
{
    struct rate_budget budget = {
        .key = str_printf(act->arena, "recovery:%s:%" STR_FMT, what, STR_ARG(act->network)),
        .limit = limit,
        .window_us = window_us,
    };
    return rate_take(tx, act->arena, &budget, act->now, NULL);
}

/* Every flow takes for the letter and for the text message that it may lead to, or the budgets
 * would tell whose identifier is somebody's. */
static err take_budgets(struct db *tx, struct beginning *beginning)
{
    const struct act *act = beginning->act;
    const struct settings *settings = act->site->settings;
    beginning->by_letter = false;
    err e = take(tx, act, "network", FLOWS_OF_NETWORK, WHEN_HOUR);
    if (e == ERR_OK) {
        e = letter_ask_take(tx, act->arena, settings, act->network, beginning->identifier,
                            act->now);
    }
    if (e == ERR_OK) {
        e = take(tx, act, "sms", settings->sms_network_day, WHEN_DAY);
        beginning->by_letter = e == ERR_LIMITED;
        e = beginning->by_letter ? ERR_OK : e;
    }
    return e;
}

static err begin_in(struct db *tx, void *arg)
{
    struct beginning *beginning = arg;
    const struct act *act = beginning->act;
    err e = take_budgets(tx, beginning);
    beginning->limited = e == ERR_LIMITED;
    if (e != ERR_OK) {
        return e == ERR_LIMITED ? ERR_OK : e;
    }
    e = recovery_store(tx, beginning->id, beginning->token_digest, beginning->identifier,
                       beginning->device, act);
    if (e == ERR_OK) {
        e = job_put_blurred(tx, act->now, STR("recovery.send"), beginning->id.text);
    }
    if (e == ERR_OK && beginning->by_letter) {
        e = recovery_store_ask_email(tx, beginning->id, act->now);
    }
    return e;
}

err recovery_begin(const struct act *act, str typed, str device, recovery_id *out, str *out_handle)
{
    struct identifier identifier =
        identifier_guess(act->arena, typed, act->site->settings->default_country);
    struct beginning beginning = {
        .act = act,
        .id = {id_new(act->arena)},
        .identifier = identifier.value,
        .device = device,
    };
    str handle = flow_handle_new(act->arena, act->site, RECOVERY_CODE, beginning.id.text,
                                 &beginning.token_digest);
    err e = db_transaction(act->db, begin_in, &beginning);
    if (e == ERR_OK && beginning.limited) {
        return ERR_LIMITED;
    }
    if (e == ERR_OK) {
        *out = beginning.id;
        *out_handle = handle;
    }
    return e;
}

err recovery_of_handle(const struct act *act, str handle, recovery_id *out)
{
    struct recovery recovery;
    recovery_id id = {flow_handle_id(handle)};
    err e = recovery_by_id(act->db, act->arena, id, act->now, &recovery);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    bool own = e == ERR_OK && flow_handle_matches(act->arena, act->site, RECOVERY_CODE, handle,
                                                  recovery.token_digest);
    out->text = own ? id.text : STR("");
    return ERR_OK;
}

err recovery_waiting(const struct act *act, recovery_id id, struct recovery_wait *out)
{
    struct recovery recovery;
    err e = recovery_by_id(act->db, act->arena, id, act->now, &recovery);
    if (e == ERR_OK && !recovery.waits_for_code) {
        e = ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        *out = (struct recovery_wait){.other_at = when_add(recovery.code_sent_at, CODE_PAUSE)};
    }
    return e;
}

struct asking {
    const struct act *act;
    recovery_id id;
    enum recovery_resend outcome;
    bool limited;
};

static err ask_email_in(struct db *tx, void *arg)
{
    struct asking *asking = arg;
    const struct act *act = asking->act;
    struct recovery recovery;
    err e = recovery_by_id(tx, act->arena, asking->id, act->now, &recovery);
    if (e == ERR_NOT_FOUND || (e == ERR_OK && !recovery.waits_for_code)) {
        asking->outcome = RECOVERY_NO_FLOW;
        return ERR_OK;
    }
    if (e != ERR_OK) {
        return e;
    }
    if (when_before(act->now, when_add(recovery.code_sent_at, CODE_PAUSE))) {
        asking->outcome = RECOVERY_TOO_SOON;
        return ERR_OK;
    }
    asking->outcome = RECOVERY_SENT;
    e = letter_ask_take(tx, act->arena, act->site->settings, act->network, recovery.identifier,
                        act->now);
    asking->limited = e == ERR_LIMITED;
    if (e != ERR_OK) {
        return asking->limited ? ERR_OK : e;
    }
    e = recovery_store_ask_email(tx, asking->id, act->now);
    if (e == ERR_OK) {
        e = job_put_blurred(tx, act->now, STR("recovery.send"), asking->id.text);
    }
    return e;
}

err recovery_ask_email(const struct act *act, recovery_id id, enum recovery_resend *out)
{
    struct asking asking = {.act = act, .id = id};
    err e = db_transaction(act->db, ask_email_in, &asking);
    if (e == ERR_OK && asking.limited) {
        return ERR_LIMITED;
    }
    if (e == ERR_OK) {
        *out = asking.outcome;
    }
    return e;
}
