/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/invoice_act.h"

#include "web/staff_audit.h"

#define REASON_MAX 500

static const struct field_rule cancel_fields[] = {
    [CANCEL_REASON] = {"reason", FIELD_LINE, 3, REASON_MAX},
};
const struct form_rule cancel_form = FORM(cancel_fields);

static const struct field_rule credit_fields[] = {
    [CREDIT_AMOUNT] = {"amount", FIELD_LINE, 0, 40},
    [CREDIT_REASON] = {"reason", FIELD_LINE, 3, REASON_MAX},
    [CREDIT_SEEN] = {"seen", FIELD_TOKEN, 1, 20},
};
const struct form_rule credit_form = FORM(credit_fields);

static const struct field_rule credit_api_fields[] = {
    [CREDIT_AMOUNT] = {"amount", FIELD_NUMBER, 0, INT32_MAX},
    [CREDIT_REASON] = {"reason", FIELD_LINE, 3, REASON_MAX},
};
const struct form_rule credit_api_form = FORM(credit_api_fields);

struct acting {
    const struct request *req;
    const struct invoice *invoice;
    int64_t total, seen;
    str reason, actor;
    struct credit_note note;
};

static err write_down(struct db *tx, const struct acting *acting, const char *action, str after)
{
    struct staff_audit_entry entry = staff_audit_of(acting->req, action);
    entry.subject = STR("invoice");
    entry.ref = acting->invoice->id.text;
    entry.account = acting->invoice->account;
    entry.reason = acting->reason;
    entry.before = invoice_state_word(acting->invoice->state);
    entry.after = after;
    return staff_audit_put(tx, acting->req->arena, &entry);
}

static err cancel_in(struct db *tx, void *arg)
{
    const struct acting *acting = arg;
    struct arena *arena = acting->req->arena;
    struct invoice present;
    err e = invoice_by_id(tx, arena, acting->invoice->id, &present);
    if (e == ERR_OK && !invoice_is_open(&present)) {
        e = ERR_CONFLICT;
    }
    if (e == ERR_OK) {
        e = invoice_release(tx, arena, present.id, acting->actor, acting->reason, acting->req->now);
    }
    return e == ERR_OK ? write_down(tx, acting, "invoice.cancelled", STR("cancelled")) : e;
}

err invoice_act_cancel(struct request *req, const struct invoice *invoice)
{
    struct acting acting = {.req = req,
                            .invoice = invoice,
                            .reason = form_text(req, CANCEL_REASON),
                            .actor = req->staff.member.text};
    return db_transaction(req->db, cancel_in, &acting);
}

static err credit_in(struct db *tx, void *arg)
{
    struct acting *acting = arg;
    struct credit_draft draft = {.invoice = acting->invoice->id,
                                 .total = acting->total,
                                 .reason = acting->reason,
                                 .actor = acting->actor,
                                 .now = acting->req->now};
    struct invoice present;
    err e = invoice_by_id(tx, acting->req->arena, acting->invoice->id, &present);
    if (e == ERR_OK && acting->seen != CREDIT_UNSEEN && acting->seen != present.credited.minor) {
        e = ERR_CONFLICT;
    }
    if (e == ERR_OK) {
        e = invoice_credit(tx, acting->req->arena, &draft, &acting->note);
    }
    if (e != ERR_OK) {
        return e;
    }
    str sum = money_plain(acting->req->arena, acting->note.total);
    str after = str_printf(acting->req->arena, "%" STR_FMT ": %" STR_FMT,
                           STR_ARG(acting->note.number), STR_ARG(sum));
    return write_down(tx, acting, "invoice.credited", after);
}

err invoice_act_credit(struct request *req, const struct invoice *invoice, int64_t total,
                       int64_t seen, struct credit_note *out)
{
    struct acting acting = {.req = req,
                            .invoice = invoice,
                            .total = total,
                            .seen = seen,
                            .reason = form_text(req, CREDIT_REASON),
                            .actor = req->staff.member.text};
    err e = db_transaction(req->db, credit_in, &acting);
    if (e == ERR_OK) {
        *out = acting.note;
    }
    return e;
}
