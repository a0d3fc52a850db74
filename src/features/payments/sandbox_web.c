/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox provider's own page. It acts as a provider far away would: it keeps what the visitor
 * chose and sends a signed notice, which goes the way of all notices. */
#include "features/payments/notice.h"
#include "features/payments/payments_page.h"
#include "features/payments/payments_web.h"
#include "features/payments/sandbox.h"
#include "features/payments/signature.h"
#include "i18n/format.h"
#include "system/log.h"
#include "web/reply.h"

enum { ACTION };
static const struct field_rule fields[] = {[ACTION] = {"action", FIELD_TOKEN, 1, 20}};
const struct form_rule sandbox_form = FORM(fields);

static str sign(struct request *req, str body)
{
    return timed_signature(req->arena, sandbox_secret(req->arena, req->site), body, req->now);
}

err get_sandbox(struct request *req)
{
    struct sandbox_payment one;
    struct payment payment;
    err e = sandbox_payment_of(req->db, req->arena, (payment_id){path_param(req, 0)}, &one);
    if (e == ERR_OK) {
        e = payment_by_id(req->db, req->arena, one.payment, &payment);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct sandbox_view view = {
        .amount = fmt_money(req->arena, req->lang, one.amount),
        .number = str_printf(req->arena, "%lld", (long long)payment.number),
        .state = one.state,
        .is_open = str_eq(one.state, STR("open")) || str_eq(one.state, STR("pending")),
        .action = url_fill(req->arena, "/sandbox/pay/{}", one.payment.text),
        .back = url_fill(req->arena, "/payments/{}", one.payment.text),
        .notice = url_absolute(req->arena, req->site->origin, url_path("/pay/sandbox/notice")),
        .id = one.external_id,
    };
    bool kept = !view.is_open && one.body.len > 0;
    view.body = kept ? one.body : sandbox_body(req->arena, &one, "paid");
    view.signature = sign(req, view.body);
    struct page *page = page_for(req);
    sandbox_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

struct choosing {
    struct request *req;
    const char *state;
    struct sandbox_payment out;
};

static err choose_in(struct db *tx, void *arg)
{
    struct choosing *c = arg;
    return sandbox_choose(tx, c->req->arena, (payment_id){path_param(c->req, 0)}, c->state,
                          c->req->now, &c->out);
}

static err send(struct request *req, str body)
{
    struct notice_proof proof = {.body = body, .signature = sign(req, body), .now = req->now};
    struct notice_answer answer;
    return notice_take(req->site, req->db, req->arena, &provider_sandbox, &proof, STR("sandbox"),
                       &answer);
}

static err send_again(struct request *req)
{
    struct sandbox_payment one;
    struct url here = url_fill(req->arena, "/sandbox/pay/{}", path_param(req, 0));
    err e = sandbox_payment_of(req->db, req->arena, (payment_id){path_param(req, 0)}, &one);
    db_snapshot_end(req->db);
    if (e == ERR_OK && one.body.len == 0) {
        return reply_redirect_warning(req, here, N_("No notice was made yet."));
    }
    if (e == ERR_OK) {
        e = send(req, one.body);
    }
    return e == ERR_OK ? reply_redirect_saying(req, here, N_("The same notice was sent again."))
                       : e;
}

static const struct {
    const char *action, *state;
    bool silent; /* the notice gets lost on its way */
} actions[] = {
    {"pay", "paid", false},
    {"pay_silently", "paid", true},
    {"decline", "declined", false},
    {"wait", "pending", false},
};

err post_sandbox(struct request *req)
{
    str action = form_failed(req) ? STR("") : form_text(req, ACTION);
    if (str_eq(action, STR("again"))) {
        return send_again(req);
    }
    for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
        if (!str_eq(action, str_from_z(actions[i].action))) {
            continue;
        }
        struct choosing c = {.req = req, .state = actions[i].state};
        err e = db_transaction(req->db, choose_in, &c);
        if (e == ERR_OK && !actions[i].silent) {
            e = send(req, c.out.body);
        }
        struct url where = url_fill(req->arena, "/payments/{}", path_param(req, 0));
        return e == ERR_OK || e == ERR_CONFLICT ? reply_redirect(req, where) : e;
    }
    return ERR_INVALID;
}

const struct route payments_sandbox_routes[] = {
    {.method = HTTP_GET,
     .path = "/sandbox/pay/{id}",
     .handler = get_sandbox,
     .who = WHO_ANYONE,
     .form = &sandbox_form,
     .summary = "The sandbox provider's page of a payment, with the notice it sends."},
    {.method = HTTP_POST,
     .path = "/sandbox/pay/{id}",
     .handler = post_sandbox,
     .who = WHO_ANYONE,
     .form = &sandbox_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Pays, declines, leaves pending, or sends the notice again."},
    ROUTES_END,
};
