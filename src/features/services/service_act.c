/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/service_act.h"

#include "features/billing/billing.h"
#include "features/services/work.h"
#include "web/audit.h"

#define LABEL_MAX 60
#define REASON_MAX 500
#define MONTHS_MOST 36

static const struct field_rule renew_fields[] = {
    [RENEW_MONTHS] = {"months", FIELD_NUMBER, 1, MONTHS_MOST},
    [RENEW_METHOD] = {"method", FIELD_LINE, 0, 20},
};
const struct form_rule renew_form = FORM(renew_fields);
static const struct field_rule auto_fields[] = {[AUTO_ENABLED] = {"enabled", FIELD_CHECK, 0, 1}};
const struct form_rule auto_renew_form = FORM(auto_fields);
static const struct field_rule label_fields[] = {
    [LABEL_TEXT] = {"label", FIELD_LINE, 0, LABEL_MAX}};
const struct form_rule label_form = FORM(label_fields);
static const struct field_rule cancel_fields[] = {
    [CANCEL_WHEN] = {"when", FIELD_LINE, 1, 10},
    [CANCEL_REASON] = {"reason", FIELD_LINE, 0, REASON_MAX},
};
const struct form_rule service_cancel_form = FORM(cancel_fields);

struct acting {
    struct request *req;
    struct service *service;
    int64_t months;
    bool from_balance;
    struct invoice invoice;
    const char *action;
};

static struct initiator initiator_of(const struct acting *a)
{
    return (struct initiator){a->req->session.account.text, a->req->now};
}

/* The service as it is in this transaction, and the line in its owner's trail. */
static err again(struct db *tx, const struct acting *a)
{
    struct audit_entry entry = {
        .account = a->service->account,
        .action = a->action,
        .detail = str_printf(a->req->arena, "%lld", (long long)a->service->number),
        .network = a->req->network,
        .user_agent = STR(""),
        .now = a->req->now,
    };
    err e = service_store_find(tx, a->req->arena, a->service->id, a->service);
    return e == ERR_OK ? audit_put(tx, a->req->arena, &entry) : e;
}

static bool may_renew(const struct service *service)
{
    bool stopped = str_eq(service->suspended_for, STR("staff")) ||
                   str_eq(service->suspended_for, STR("abuse"));
    return service->parent.text.len == 0 && !service->cancel_at_end && !stopped &&
           (service->state == SERVICE_ACTIVE || service->state == SERVICE_SUSPENDED);
}

static err renew_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    struct arena *arena = a->req->arena;
    struct initiator by = initiator_of(a);
    bool busy = false;
    err e = again(tx, a);
    if (e == ERR_OK) {
        e = work_is_on(tx, arena, a->service->id, &busy);
    }
    if (e == ERR_OK && (busy || !may_renew(a->service))) {
        e = ERR_CONFLICT;
    }
    if (e == ERR_OK) {
        e = renewal_issue(tx, arena, a->service, a->months, &by, &a->invoice);
    }
    bool paid = false;
    if (e == ERR_OK && a->from_balance) {
        e = renewal_charge(tx, arena, a->service, &by, &paid);
    }
    if (e == ERR_OK) {
        e = invoice_by_id(tx, arena, a->invoice.id, &a->invoice);
    }
    return e == ERR_OK ? tick_put_now(tx, arena, a->service->id, by.now) : e;
}

err service_act_renew(struct request *req, struct service *service, struct invoice *out)
{
    str method = form_text(req, RENEW_METHOD);
    struct acting a = {.req = req, .service = service, .action = "service.renewal_asked"};
    a.months = form_number(req, RENEW_MONTHS, 0);
    a.from_balance = str_eq(method, STR("balance"));
    if (method.len > 0 && !a.from_balance && !str_eq(method, STR("invoice"))) {
        form_fail(req, RENEW_METHOD, "bad_choice");
    }
    if (form_failed(req)) {
        return ERR_OK;
    }
    err e = db_transaction(req->db, renew_in, &a);
    if (e == ERR_INVALID) {
        form_fail(req, RENEW_MONTHS, "bad_months");
        return ERR_OK;
    }
    if (e == ERR_OK) {
        *out = a.invoice;
    }
    return e;
}

static err auto_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    bool on = form_checked(a->req, AUTO_ENABLED);
    err e = again(tx, a);
    if (e == ERR_OK && a->service->auto_renew != on) {
        e = service_store_auto_renew(tx, a->service->id, on);
        e = e == ERR_OK
                ? service_event_note(tx, a->req->arena, a->service->id, on ? "auto_on" : "auto_off",
                                     STR("{}"), initiator_of(a).actor, a->req->now)
                : e;
    }
    return e;
}

err service_act_auto_renew(struct request *req, const struct service *service)
{
    struct service present = *service;
    struct acting a = {.req = req, .service = &present, .action = "service.auto_renew"};
    return db_transaction(req->db, auto_in, &a);
}

static err label_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    err e = again(tx, a);
    return e == ERR_OK ? service_store_label(tx, a->service->id, form_text(a->req, LABEL_TEXT)) : e;
}

err service_act_label(struct request *req, const struct service *service)
{
    struct service present = *service;
    struct acting a = {.req = req, .service = &present, .action = "service.label"};
    return db_transaction(req->db, label_in, &a);
}

/* An add-on that its service was renewed without would go on for nothing. */
static err may_go_on(struct db *tx, struct arena *arena, const struct service *service)
{
    bool ends = false;
    bool busy = false;
    struct service going_on = *service;
    if (service->parent.text.len > 0) {
        err e = work_is_on(tx, arena, service->parent, &busy);
        if (e != ERR_OK || busy) {
            return e == ERR_OK ? ERR_CONFLICT : e;
        }
    }
    going_on.cancel_at_end = false;
    err e = service_ends(tx, arena, &going_on, &ends);
    return e == ERR_OK && ends ? ERR_CONFLICT : e;
}

static err end_later(struct db *tx, const struct acting *a, bool at_end)
{
    struct service *service = a->service;
    struct arena *arena = a->req->arena;
    struct initiator by = initiator_of(a);
    if (service->state != SERVICE_ACTIVE || service->cancel_at_end == at_end) {
        return service->cancel_at_end == at_end ? ERR_OK : ERR_CONFLICT;
    }
    /* An add-on is asked for with its parent: the open invoice is written anew without it. */
    err e = at_end ? renewal_void(tx, arena, service, &by) : may_go_on(tx, arena, service);
    if (e == ERR_OK && service->parent.text.len > 0) {
        struct service parent;
        e = service_store_find(tx, arena, service->parent, &parent);
        e = e == ERR_OK ? renewal_void(tx, arena, &parent, &by) : e;
        e = e == ERR_OK ? tick_put_now(tx, arena, parent.id, by.now) : e;
    }
    if (e == ERR_OK) {
        e = service_store_cancel(tx, service->id, at_end);
    }
    if (e == ERR_OK) {
        e = service_event_note(tx, arena, service->id, at_end ? "cancelled" : "uncancelled",
                               STR("{}"), by.actor, by.now);
    }
    if (e == ERR_OK && at_end) {
        e = service_letter_put(tx, arena, service->id, LETTER_CANCELLED, by.now);
    }
    return e == ERR_OK ? tick_put_now(tx, arena, service->id, by.now) : e;
}

static err cancel_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    str wanted = form_text(a->req, CANCEL_WHEN);
    struct initiator by = initiator_of(a);
    err e = again(tx, a);
    if (e != ERR_OK || !str_eq(wanted, STR("now"))) {
        return e == ERR_OK ? end_later(tx, a, str_eq(wanted, STR("end"))) : e;
    }
    bool works = a->service->state == SERVICE_ACTIVE || a->service->state == SERVICE_SUSPENDED;
    e = works ? terminate_family(tx, a->req->arena, a->service, &by) : ERR_CONFLICT;
    return e == ERR_OK ? service_letter_put(tx, a->req->arena, a->service->id, LETTER_ENDED, by.now)
                       : e;
}

err service_act_cancel(struct request *req, struct service *service)
{
    str wanted = form_text(req, CANCEL_WHEN);
    struct acting a = {.req = req, .service = service, .action = "service.cancel"};
    if (!str_eq(wanted, STR("end")) && !str_eq(wanted, STR("now")) &&
        !str_eq(wanted, STR("undo"))) {
        form_fail(req, CANCEL_WHEN, "bad_choice");
    }
    return form_failed(req) ? ERR_OK : db_transaction(req->db, cancel_in, &a);
}
