/* SPDX-License-Identifier: Apache-2.0 */
/* Payments as JSON: the same rules as the pages'. */
#include "features/billing/billing.h"
#include "features/payments/payments_store.h"
#include "features/payments/payments_web.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"

static const struct field_rule fields[] = {
    [TOP_UP_AMOUNT] = {"amount", FIELD_NUMBER, 1, LEDGER_AMOUNT_MAX},
    [TOP_UP_CURRENCY] = {"currency", FIELD_TOKEN, 3, 3},
    [TOP_UP_METHOD] = {"method", FIELD_TOKEN, 1, 20},
};
const struct form_rule api_top_up_form = FORM(fields);

static void put_money(struct json *json, const char *key, money amount)
{
    json_key(json, key), json_obj(json);
    json_key(json, "amount"), json_i64(json, amount.minor);
    json_key(json, "currency"), json_str(json, money_currency(&amount));
    json_end(json);
}

static void put_or_nil(struct json *json, const char *key, str text)
{
    json_key(json, key);
    if (text.len > 0) {
        json_str(json, text);
    } else {
        json_nil(json);
    }
}

/* Where the customer goes on: the provider's page, or ours with what is to be done; absolute. */
static str redirect_of(struct request *req, const struct payment *payment)
{
    bool open = payment->state == PAYMENT_NEW || payment->state == PAYMENT_PENDING;
    if (!open) {
        return STR("");
    }
    struct url page = url_fill(req->arena, "/payments/{}", payment->id.text);
    if (str_starts(payment->checkout_url, STR("/"))) {
        page = url_fill(req->arena, "/sandbox/pay/{}", payment->id.text);
    } else if (payment->checkout_url.len > 0) {
        return payment->checkout_url;
    }
    return url_absolute(req->arena, req->site->origin, page).text;
}

static void put_payment(struct json *json, struct request *req, const struct payment *payment)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, payment->id.text);
    json_key(json, "number"), json_i64(json, payment->number);
    json_key(json, "account"), json_str(json, payment->account.text);
    json_key(json, "method"), json_str(json, payment->provider);
    json_key(json, "state"), json_str(json, payment_state_word(payment->state));
    put_money(json, "amount", payment->amount);
    put_money(json, "received", payment->received);
    put_money(json, "returned", payment->returned);
    put_or_nil(json, "invoice", payment->invoice.text);
    put_or_nil(json, "failure", payment->failure);
    put_or_nil(json, "redirect", redirect_of(req, payment));
    json_key(json, "created_at"), json_str(json, when_rfc3339(req->arena, payment->created_at));
    json_key(json, "expires_at"), json_str(json, when_rfc3339(req->arena, payment->expires_at));
    put_or_nil(json, "received_at",
               when_is_none(payment->received_at) ? STR("")
                                                  : when_rfc3339(req->arena, payment->received_at));
    json_end(json);
}

err payment_reply(struct request *req, int status, const struct payment *payment)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    put_payment(&json, req, payment);
    return reply_json(req, status, &text);
}

err payments_reply_list(struct request *req, const struct payment_filter *filter)
{
    struct payment *payments = NULL;
    size_t count = 0;
    err e = payment_store_page(req->db, req->arena, filter, &payments, &count);
    if (e != ERR_OK) {
        return e;
    }
    size_t shown = (int64_t)count == filter->limit ? count - 1 : count;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < shown; i++) {
        put_payment(&json, req, &payments[i]);
    }
    json_end(&json);
    str next = shown == count
                   ? STR("")
                   : cursor_text(req->arena, (struct cursor){.at = payments[shown - 1].created_at,
                                                             .id = payments[shown - 1].id.text});
    put_or_nil(&json, "next", next);
    json_end(&json);
    return reply_json(req, 200, &text);
}

err api_list_payments(struct request *req)
{
    struct cursor after;
    int64_t limit;
    if (!list_place(req, &after, &limit)) {
        return ERR_INVALID;
    }
    struct payment_filter filter = {.account = req->session.account,
                                    .before = after.at,
                                    .before_id = after.id,
                                    .limit = limit + 1};
    return payments_reply_list(req, &filter);
}

err api_payment(struct request *req)
{
    struct payment payment;
    err e = payment_of_account(req->db, req->arena, req->session.account,
                               (payment_id){path_param(req, 0)}, &payment);
    return e == ERR_OK ? payment_reply(req, 200, &payment) : e;
}

err api_top_up(struct request *req)
{
    money amount;
    if (!money_of(form_number(req, TOP_UP_AMOUNT, 0), form_text(req, TOP_UP_CURRENCY), &amount)) {
        form_fail(req, TOP_UP_CURRENCY, "bad_choice");
    }
    struct payment payment = {0};
    err e = form_failed(req) ? ERR_INVALID : top_up(req, amount, &payment);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    return payment_reply(req, 201, &payment);
}

err api_invoice_pay(struct request *req)
{
    struct payment_step step = {0};
    err e = form_failed(req) ? ERR_INVALID
                             : pay_invoice(req, (invoice_id){path_param(req, 0)}, PAY_METHOD,
                                           PAY_KEEP_BALANCE, &step);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    struct payment payment = {.state = PAYMENT_CANCELLED};
    if (step.payment.text.len > 0) {
        e = payment_by_id(req->db, req->arena, step.payment, &payment);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "paid"), json_bool(&json, step.paid);
    put_or_nil(&json, "payment", step.payment.text);
    put_or_nil(&json, "redirect", redirect_of(req, &payment));
    json_end(&json);
    return reply_json(req, 200, &text);
}

err api_balance(struct request *req)
{
    money *balances = NULL;
    size_t count = 0;
    err e = balances_of(req->db, req->arena, req->session.account, &balances, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        json_obj(&json);
        json_key(&json, "amount"), json_i64(&json, balances[i].minor);
        json_key(&json, "currency"), json_str(&json, money_currency(&balances[i]));
        json_end(&json);
    }
    json_end(&json);
    json_key(&json, "next"), json_nil(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}
