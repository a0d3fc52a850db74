/* SPDX-License-Identifier: Apache-2.0 */
/* The checkout: what is about to be ordered, who pays, and the consent. The token of the form makes
 * the order once, however often it is sent. */
#include "features/accounts/accounts.h"
#include "features/orders/cart_page.h"
#include "features/orders/cart_web.h"
#include "features/payers/payers.h"
#include "system/random.h"
#include "web/reply.h"

enum { CHECKOUT_TOKEN, CHECKOUT_TOTAL, CHECKOUT_PAYER, CHECKOUT_TERMS };
static const struct field_rule checkout_fields[] = {
    [CHECKOUT_TOKEN] = {"token", FIELD_TOKEN, 16, 64},
    [CHECKOUT_TOTAL] = {"total", FIELD_NUMBER, 0, INT64_MAX},
    [CHECKOUT_PAYER] = {"payer", FIELD_TOKEN, 0, 36},
    [CHECKOUT_TERMS] = {"terms", FIELD_CHECK, 0, 0},
};
const struct form_rule checkout_form = FORM(checkout_fields);

static err offer_payers(struct request *req, struct field *field)
{
    struct payer *payers = NULL;
    size_t count = 0;
    err e = payers_of_account(req->db, req->arena, req->session.account, &payers, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct option *options = ARENA_ARRAY(req->arena, struct option, count + 1);
    for (size_t i = 0; i < count; i++) {
        options[i] = (struct option){payers[i].id.text, payers[i].name};
        if (field->value.len == 0 && payers[i].is_default) {
            field->value = payers[i].id.text;
        }
    }
    if (count == 0) {
        options[count++] = (struct option){STR(""), req->session.name};
    }
    field->label = tr(req->lang, "Payer");
    field->help = tr(req->lang, "The invoice is made out to this person or company.");
    field->options = options;
    field->option_count = count;
    return ERR_OK;
}

static err dress(struct request *req, struct checkout_view *view)
{
    struct field *f = fields_of(req);
    view->payer = f[CHECKOUT_PAYER];
    view->terms = f[CHECKOUT_TERMS];
    view->terms.required = true;
    struct url terms = url_path("/terms");
    (void)url_parse(req->site->settings->terms_url, &terms);
    struct html link = html_link(req->arena, terms, tr(req->lang, "terms of service"));
    str sentence = html_text(req->arena, tr(req->lang, "I accept the {terms}")).text;
    view->terms.label = tr(req->lang, "I accept the terms of service");
    view->terms.label_markup =
        html_trusted(tr_fill(req->arena, sentence, "terms", link.text, NULL));
    return offer_payers(req, &view->payer);
}

static err show(struct request *req, const struct cart_act *act, const char *code)
{
    struct cart_view cart;
    struct checkout_view view = {.cart = &cart, .problem = cart_problem(req, code)};
    struct account account;
    err e = cart_view_of(req, act, &cart);
    if (e != ERR_OK) {
        return e;
    }
    if (!cart.quote->ready) {
        return reply_redirect(req, url_path("/cart"));
    }
    e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e == ERR_OK) {
        e = dress(req, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.unverified = when_is_none(account.email_verified_at);
    view.token = form_text(req, CHECKOUT_TOKEN);
    if (view.token.len == 0) {
        view.token = id_new(req->arena);
    }
    struct page *page = page_for(req);
    checkout_page(page, view_of(req), &view);
    return reply_page(req, code == NULL ? 200 : 422, page);
}

err get_checkout(struct request *req)
{
    struct cart_act act;
    err e = cart_act_of(req, &act);
    return e == ERR_OK ? show(req, &act, NULL) : e;
}

struct placing {
    struct request *req;
    const struct cart_act *act;
    order_id order;
    struct quote_fault fault;
};

static err place(struct db *tx, void *arg)
{
    struct placing *placing = arg;
    struct request *req = placing->req;
    struct cart cart;
    struct requested_item *requested = NULL;
    placing->fault = (struct quote_fault){.option = STR("")};
    err e = cart_of(tx, req->arena, &placing->act->owner, &cart);
    if (e != ERR_OK) {
        return e;
    }
    cart_requested(req->arena, &cart, &requested);
    struct order_place wanted = {
        .site = req->site,
        .buyer = placing->act->buyer,
        .token = form_text(req, CHECKOUT_TOKEN),
        .requested = requested,
        .count = cart.count,
        .currency = cart.currency,
        .promo = cart.promo,
        .network = req->network,
        .expects = true,
        .total = form_number(req, CHECKOUT_TOTAL, -1),
        .emptied = cart.id,
    };
    return order_place(tx, req->arena, &wanted, &placing->order, &placing->fault);
}

/* The payer decides on taxes, so prices are those of the chosen one from here on. */
static err choose_payer(struct request *req, struct buyer *buyer)
{
    struct payer payer;
    payer_id chosen = {form_text(req, CHECKOUT_PAYER)};
    if (chosen.text.len == 0) {
        return ERR_OK;
    }
    err e = payer_of_account(req->db, req->arena, req->session.account, chosen, &payer);
    if (e == ERR_OK) {
        buyer->payer = chosen;
    } else if (e == ERR_NOT_FOUND) {
        form_fail(req, CHECKOUT_PAYER, "unknown_payer");
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err post_checkout(struct request *req)
{
    struct cart_act act;
    err e = cart_act_of(req, &act);
    if (e == ERR_OK) {
        e = choose_payer(req, &act.buyer);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (!form_checked(req, CHECKOUT_TERMS)) {
        form_fail(req, CHECKOUT_TERMS, "terms_required");
    }
    if (form_failed(req)) {
        return show(req, &act, NULL);
    }
    struct placing placing = {.req = req, .act = &act};
    e = db_transaction(req->db, place, &placing);
    if (placing.fault.code != NULL) {
        return show(req, &act, placing.fault.code);
    }
    return e == ERR_OK
               ? reply_redirect_saying(req, url_fill(req->arena, "/orders/{}", placing.order.text),
                                       N_("Your order is placed. It starts as soon as it is paid."))
               : e;
}
