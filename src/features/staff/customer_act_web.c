/* SPDX-License-Identifier: Apache-2.0 */
/* Locking, restricting and signing out, by the customer's page and by the API. */
#include "features/staff/customer_act.h"
#include "features/staff/customer_web.h"
#include "features/staff/staff.h"
#include "web/reply.h"

enum { STATE, REASON, TEXT };
static const struct field_rule access_fields[] = {
    [STATE] = {"state", FIELD_LINE, 1, 20},
    [REASON] = {"reason", FIELD_LINE, 1, 200},
    [TEXT] = {"text", FIELD_TEXT, 0, 1000},
};
static const struct form_rule access_form = FORM(access_fields);

enum { END_REASON };
static const struct field_rule end_fields[] = {[END_REASON] = {"reason", FIELD_LINE, 1, 200}};
static const struct form_rule end_form = FORM(end_fields);

void customer_access_fields(struct request *req, struct customer_fact_view *view, str state)
{
    static const struct {
        const char *value, *label;
    } states[] = {
        {"open", N_("Open: can log in and order")},
        {"restricted", N_("Restricted: can log in, cannot order anything new")},
        {"locked", N_("Locked: cannot log in")},
    };
    struct option *options = ARENA_ARRAY(req->arena, struct option, ARRAY_LEN(states));
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        options[i] = (struct option){str_from_z(states[i].value), tr(req->lang, states[i].label)};
    }
    struct field *f = fields_of_form(req, &access_form);
    f[STATE].label = tr(req->lang, "The account is");
    f[STATE].options = options;
    f[STATE].option_count = ARRAY_LEN(states);
    f[STATE].value = f[STATE].value.len > 0 ? f[STATE].value : state;
    f[REASON].label = tr(req->lang, "Reason");
    f[REASON].help = tr(req->lang, "Only staff reads it.");
    f[REASON].spelled = true;
    f[TEXT].label = tr(req->lang, "Words for the customer");
    f[TEXT].help = tr(req->lang, "Shown in the letter and on the customer's home page.");
    f[TEXT].optional = true;
    f[TEXT].spelled = true;
    view->stop_state = f[STATE];
    view->stop_reason = f[REASON];
    view->stop_text = f[TEXT];
    view->end_reason = fields_of_form(req, &end_form)[END_REASON];
    view->end_reason.scope = STR("-end");
    view->end_reason.label = tr(req->lang, "Reason");
    view->end_reason.help = tr(req->lang, "Only staff reads it.");
    view->end_reason.spelled = true;
}

static struct customer_act act_from(const struct request *req, str reason)
{
    return (struct customer_act){
        .req = req,
        .account = {path_param(req, 0)},
        .reason = reason,
        .told = STR(""),
    };
}

/* ERR_INVALID with the mistake in the form when something is wrong with it. */
static err change_access(struct request *req, bool *wrote)
{
    struct customer_act act = act_from(req, form_text(req, REASON));
    act.told = form_text(req, TEXT);
    if (!form_failed(req) && !customer_kind_parse(form_text(req, STATE), &act.kind)) {
        form_fail(req, STATE, "bad_choice");
    }
    err e = form_failed(req) ? ERR_INVALID : db_transaction(req->db, customer_stop_in, &act);
    if (e == ERR_OK) {
        *wrote = act.wrote;
    }
    return e;
}

static err end_sessions(struct request *req, bool *wrote)
{
    struct customer_act act = act_from(req, form_text(req, END_REASON));
    err e =
        form_failed(req) ? ERR_INVALID : db_transaction(req->db, customer_sessions_end_in, &act);
    if (e == ERR_OK) {
        *wrote = act.wrote;
    }
    return e;
}

/* What staff is told of a change, and whether the customer was. */
static const char *access_said(str state, bool wrote)
{
    if (str_eq(state, STR("locked"))) {
        return wrote ? N_("The account is locked and signed out everywhere. We have written to the "
                          "customer.")
                     : N_("The account is locked and signed out everywhere. The customer has no "
                          "confirmed e-mail, so no letter was sent.");
    }
    if (str_eq(state, STR("restricted"))) {
        return wrote ? N_("The account is restricted. We have written to the customer.")
                     : N_("The account is restricted. The customer has no confirmed e-mail, so no "
                          "letter was sent.");
    }
    return wrote ? N_("The account is open again. We have written to the customer.")
                 : N_("The account is open again. The customer has no confirmed e-mail, so no "
                      "letter was sent.");
}

static struct url customer_url(struct request *req)
{
    return url_fill(req->arena, "/staff/accounts/{}", path_param(req, 0));
}

static err post_access(struct request *req)
{
    bool wrote = false;
    err e = change_access(req, &wrote);
    if (e == ERR_INVALID) {
        return show_customer(req, 422);
    }
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(
            req, customer_url(req),
            N_("The account is already in that state; nothing was changed."));
    }
    if (e != ERR_OK) {
        return e;
    }
    return reply_redirect_saying(req, customer_url(req), access_said(form_text(req, STATE), wrote));
}

static err post_sessions_end(struct request *req)
{
    bool wrote = false;
    err e = end_sessions(req, &wrote);
    if (e == ERR_INVALID) {
        return show_customer(req, 422);
    }
    const char *said =
        wrote ? N_("The customer is signed out everywhere. We have written to them.")
              : N_("The customer is signed out everywhere. They have no confirmed e-mail, so no "
                   "letter was sent.");
    return e == ERR_OK ? reply_redirect_saying(req, customer_url(req), said) : e;
}

static err api_access(struct request *req)
{
    bool wrote = false;
    err e = change_access(req, &wrote);
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_sessions_end(struct request *req)
{
    bool wrote = false;
    err e = end_sessions(req, &wrote);
    return e == ERR_OK ? reply_nothing(req) : e;
}

const struct route staff_customer_act_routes[] = {
    {.method = HTTP_POST,
     .path = "/staff/accounts/{id}/access",
     .handler = post_access,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS_STOP,
     .proven = true,
     .form = &access_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .creates = true,
     .summary =
         "Locks or restricts a customer's account, or opens it again; the customer is told."},
    {.method = HTTP_POST,
     .path = "/staff/accounts/{id}/sessions/end",
     .handler = post_sessions_end,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS_STOP,
     .proven = true,
     .form = &end_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .creates = true,
     .summary = "Signs a customer out on every device."},
    ROUTES_END,
};

const struct route staff_customer_act_api_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/v1/staff/accounts/{id}/access",
     .handler = api_access,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS_STOP,
     .proven = true,
     .form = &access_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .on_any_clock = true,
     .summary = "Locks (state: locked) or restricts (restricted) a customer's account, or opens it "
                "(open); reason is for staff, text for the customer."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/accounts/{id}/sessions/end",
     .handler = api_sessions_end,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS_STOP,
     .proven = true,
     .form = &end_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .on_any_clock = true,
     .summary = "Ends all sessions and tokens of a customer."},
    ROUTES_END,
};
