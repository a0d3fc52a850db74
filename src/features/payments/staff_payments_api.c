/* SPDX-License-Identifier: Apache-2.0 */
/* The console's calls of payments: the same acts as its pages'. */
#include "features/billing/billing.h"
#include "features/payments/payments_staff.h"
#include "features/payments/payments_store.h"
#include "features/payments/payments_web.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"

#define SEE (STAFF_MAY_MONEY | STAFF_MAY_MONEY_APPROVE)

static const struct field_rule transfer_fields[] = {
    [CONFIRM_AMOUNT] = {"amount", FIELD_NUMBER, 1, LEDGER_AMOUNT_MAX},
    [CONFIRM_REFERENCE] = {"reference", FIELD_LINE, 1, 100},
};
static const struct form_rule api_transfer_form = FORM(transfer_fields);
static const struct field_rule refund_fields[] = {
    [REFUND_AMOUNT] = {"amount", FIELD_NUMBER, 1, LEDGER_AMOUNT_MAX},
    [REFUND_REASON] = {"reason", FIELD_LINE, 3, 300},
};
static const struct form_rule api_refund_form = FORM(refund_fields);

enum { FIX_ACCOUNT, FIX_GIVES, FIX_AMOUNT, FIX_CURRENCY, FIX_REASON };
static const struct field_rule fix_fields[] = {
    [FIX_ACCOUNT] = {"account", FIELD_TOKEN, 36, 36},
    [FIX_GIVES] = {"gives", FIELD_CHECK, 0, 0},
    [FIX_AMOUNT] = {"amount", FIELD_NUMBER, 1, LEDGER_AMOUNT_MAX},
    [FIX_CURRENCY] = {"currency", FIELD_TOKEN, 3, 3},
    [FIX_REASON] = {"reason", FIELD_LINE, 3, 300},
};
static const struct form_rule api_correction_form = FORM(fix_fields);

static err load(struct request *req, struct payment *out)
{
    return payment_by_id(req->db, req->arena, (payment_id){path_param(req, 0)}, out);
}

static str query_text(struct request *req, str name)
{
    str value = STR("");
    (void)http_query_param(req->http, name, &value);
    return value;
}

static err api_list(struct request *req)
{
    struct cursor after;
    int64_t limit;
    if (!list_place(req, &after, &limit)) {
        return ERR_INVALID;
    }
    struct payment_filter filter = {.account = {query_text(req, STR("account"))},
                                    .state = query_text(req, STR("state")),
                                    .provider = query_text(req, STR("method")),
                                    .before = after.at,
                                    .before_id = after.id,
                                    .limit = limit + 1};
    return payments_reply_list(req, &filter);
}

static err api_one(struct request *req)
{
    struct payment payment;
    err e = load(req, &payment);
    return e == ERR_OK ? payment_reply(req, 200, &payment) : e;
}

static void put_money(struct json *json, money amount)
{
    json_key(json, "amount"), json_obj(json);
    json_key(json, "amount"), json_i64(json, amount.minor);
    json_key(json, "currency"), json_str(json, money_currency(&amount));
    json_end(json);
}

static err reply_act(struct request *req, int status, str id, str state, money amount, str reason)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "id"), json_str(&json, id);
    json_key(&json, "state"), json_str(&json, state);
    put_money(&json, amount);
    json_key(&json, "reason"), json_str(&json, reason);
    json_end(&json);
    return reply_json(req, status, &text);
}

static err api_transfer(struct request *req)
{
    struct payment payment;
    struct transfer one = {.state = STR("")};
    err e = form_failed(req) ? ERR_INVALID : load(req, &payment);
    if (e != ERR_OK) {
        return e;
    }
    money received = payment.amount;
    received.minor = form_number(req, CONFIRM_AMOUNT, 0);
    e = transfer_confirm(req, &payment, received, &one);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    if (str_eq(one.state, STR("approval"))) {
        return reply_act(req, 202, one.id.text, one.state, one.amount, one.reference);
    }
    e = load(req, &payment);
    return e == ERR_OK ? payment_reply(req, 200, &payment) : e;
}

static err api_refund(struct request *req)
{
    struct payment payment;
    struct payment_return one;
    err e = form_failed(req) ? ERR_INVALID : load(req, &payment);
    if (e != ERR_OK) {
        return e;
    }
    money amount = payment.amount;
    amount.minor = form_number(req, REFUND_AMOUNT, 0);
    e = refund_start(req, &payment, amount, &one);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    return reply_act(req, 201, one.id.text, one.state, one.amount, one.reason);
}

static err api_correct(struct request *req)
{
    struct correction_ask ask = {.account = {form_text(req, FIX_ACCOUNT)},
                                 .reason = form_text(req, FIX_REASON)};
    struct correction one;
    str currency = form_text(req, FIX_CURRENCY);
    if (!payment_currency_is_kept(req->site, req->arena, currency) ||
        !money_of(form_number(req, FIX_AMOUNT, 0), currency, &ask.amount)) {
        form_fail(req, FIX_CURRENCY, "bad_choice");
    }
    ask.amount.minor = form_checked(req, FIX_GIVES) ? ask.amount.minor : -ask.amount.minor;
    err e = form_failed(req) ? ERR_INVALID : correction_start(req, &ask, &one);
    if (e != ERR_OK) {
        return e;
    }
    return reply_act(req, 201, one.id.text, one.state, one.amount, one.reason);
}

static err reply_decided(struct request *req, err e)
{
    e = e == ERR_LIMITED ? ERR_CONFLICT : e; /* no budget of calls, but the balance is too low */
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_transfer_agree(struct request *req)
{
    return reply_decided(req, transfer_decide_by(req, true));
}

static err api_transfer_refuse(struct request *req)
{
    return reply_decided(req, transfer_decide_by(req, false));
}

static err api_return_agree(struct request *req)
{
    return reply_decided(req, return_decide(req, true));
}

static err api_return_refuse(struct request *req)
{
    return reply_decided(req, return_decide(req, false));
}

static err api_correction_agree(struct request *req)
{
    return reply_decided(req, correction_decide_by(req, true));
}

static err api_correction_refuse(struct request *req)
{
    return reply_decided(req, correction_decide_by(req, false));
}

#define STAFF_CALL(address, does, rule, right, shape, says)                                        \
    {                                                                                              \
        .method = HTTP_POST, .path = "/api/v1/staff/" address, .handler = (does),                  \
        .who = WHO_STAFF, .may = (right), .form = (rule), .rate = RATE_WRITE, .lane = LANE_WORK,   \
        .creates = true, .answers = (shape), .summary = (says)                                     \
    }

const struct route payments_staff_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/staff/payments",
     .handler = api_list,
     .who = WHO_STAFF,
     .may = SEE,
     .lane = LANE_WORK,
     .query = "account state method limit after",
     .answers = "200 PaymentList",
     .summary = "Everybody's payments, newest first."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/payments/{id}",
     .handler = api_one,
     .who = WHO_STAFF,
     .may = SEE,
     .lane = LANE_WORK,
     .answers = "200 Payment",
     .summary = "One payment of anybody."},
    STAFF_CALL("payments/{id}/confirm", api_transfer, &api_transfer_form, STAFF_MAY_MONEY,
               "200 Payment|202 MoneyAct",
               "Credits a bank transfer that arrived, or asks a second member to agree."),
    STAFF_CALL("transfers/{id}/agree", api_transfer_agree, NULL, STAFF_MAY_MONEY_APPROVE, "204",
               "A second member agrees to a bank transfer."),
    STAFF_CALL("transfers/{id}/refuse", api_transfer_refuse, NULL, SEE, "204",
               "A bank transfer that waits is refused."),
    STAFF_CALL("payments/{id}/refund", api_refund, &api_refund_form, STAFF_MAY_MONEY,
               "201 MoneyAct", "Sends money of a payment back, or asks a second member to agree."),
    STAFF_CALL("returns/{id}/agree", api_return_agree, NULL, STAFF_MAY_MONEY_APPROVE, "204",
               "A second member agrees to a refund."),
    STAFF_CALL("returns/{id}/refuse", api_return_refuse, NULL, SEE, "204",
               "A refund that waits is refused."),
    STAFF_CALL("corrections", api_correct, &api_correction_form, STAFF_MAY_MONEY, "201 MoneyAct",
               "Corrects a balance (gives: to the customer), or asks a second member to agree."),
    STAFF_CALL("corrections/{id}/agree", api_correction_agree, NULL, STAFF_MAY_MONEY_APPROVE, "204",
               "A second member agrees to a correction."),
    STAFF_CALL("corrections/{id}/refuse", api_correction_refuse, NULL, SEE, "204",
               "A correction that waits is refused."),
    ROUTES_END,
};
