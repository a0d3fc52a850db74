/* SPDX-License-Identifier: Apache-2.0 */
#include "features/tariffs/tariffs_act.h"

#include "web/audit.h"

struct acting {
    struct request *req;
    struct service service;
    struct change_request asked;
    str basis, quote;
    struct change_count count;
    quote_id id;
    struct tariff_change change;
    struct change_fault *fault;
};

static err write_down(struct db *tx, const struct acting *a, const char *action)
{
    struct audit_entry entry = {
        .account = a->service.account,
        .action = action,
        .detail = str_printf(a->req->arena, "%lld", (long long)a->service.number),
        .network = a->req->network,
        .user_agent = STR(""),
        .now = a->req->now,
    };
    return audit_put(tx, a->req->arena, &entry);
}

static err begin_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    struct arena *arena = a->req->arena;
    err e = service_by_id(tx, arena, a->service.id, &a->service);
    if (e == ERR_OK) {
        e = change_begin(tx, arena, &a->service, &a->asked, a->basis, &a->change, a->fault);
    }
    /* With money on the balance it may be done already. */
    if (e == ERR_OK) {
        e = change_store_find(tx, arena, a->change.id, &a->change);
    }
    return e == ERR_OK ? write_down(tx, a, "service.tariff") : e;
}

err change_act_begin(struct request *req, const struct service *service,
                     const struct change_request *asked, str basis, struct tariff_change *out,
                     struct change_fault *out_fault)
{
    struct acting a = {
        .req = req, .service = *service, .asked = *asked, .basis = basis, .fault = out_fault};
    *out_fault = (struct change_fault){0};
    err e = db_transaction(req->db, begin_in, &a);
    if (e == ERR_OK) {
        *out = a.change;
    }
    return e;
}

static err quote_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    struct arena *arena = a->req->arena;
    err e = service_by_id(tx, arena, a->service.id, &a->service);
    if (e == ERR_OK) {
        e = change_look(tx, arena, &a->service, &a->asked, &a->count, a->fault);
    }
    return e == ERR_OK ? change_quote(tx, arena, &a->service, &a->count, a->req->now, &a->id) : e;
}

err change_act_quote(struct request *req, const struct service *service,
                     const struct change_request *asked, struct change_count *out, quote_id *out_id,
                     struct change_fault *out_fault)
{
    struct acting a = {.req = req, .service = *service, .asked = *asked, .fault = out_fault};
    *out_fault = (struct change_fault){0};
    err e = db_transaction(req->db, quote_in, &a);
    if (e == ERR_OK) {
        *out = a.count;
        *out_id = a.id;
    }
    return e;
}

/* A quote is taken once. */
static err take_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    struct tariff_change quote;
    err e = change_store_find(tx, a->req->arena, (quote_id){a->quote}, &quote);
    bool fits = e == ERR_OK && quote.state == CHANGE_QUOTED &&
                str_eq(quote.service.text, a->service.id.text);
    if (!fits) {
        a->fault->code = "quote_stale";
        return e == ERR_OK || e == ERR_NOT_FOUND ? ERR_INVALID : e;
    }
    e = service_by_id(tx, a->req->arena, a->service.id, &a->service);
    if (e != ERR_OK) {
        return e;
    }
    bool same = str_eq(quote.to.plan.text, a->service.plan.text);
    a->asked = (struct change_request){
        .plan = same ? STR("") : quote.to.plan.text,
        .mode = quote.mode,
        .months = quote.to.months,
        .quantity = quote.to.quantity,
        .options = quote.to.options,
        .actor = a->req->session.account.text,
        .now = a->req->now,
    };
    a->basis = quote.basis;
    e = change_store_set(tx, &quote, CHANGE_VOID, a->req->now);
    return e == ERR_OK ? begin_in(tx, a) : e;
}

err change_act_take(struct request *req, const struct service *service, str quote,
                    struct tariff_change *out, struct change_fault *out_fault)
{
    struct acting a = {.req = req, .service = *service, .quote = quote, .fault = out_fault};
    *out_fault = (struct change_fault){0};
    err e = db_transaction(req->db, take_in, &a);
    if (e == ERR_OK) {
        *out = a.change;
    }
    return e;
}

static err withdraw_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    struct arena *arena = a->req->arena;
    err e = change_store_pending(tx, arena, a->service.id, &a->change);
    if (e == ERR_OK) {
        e = change_withdraw(tx, arena, &a->change, a->req->session.account.text, a->req->now);
    }
    return e == ERR_OK ? write_down(tx, a, "service.tariff_withdrawn") : e;
}

err change_act_withdraw(struct request *req, const struct service *service)
{
    struct acting a = {.req = req, .service = *service};
    return db_transaction(req->db, withdraw_in, &a);
}
