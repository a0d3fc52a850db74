/* SPDX-License-Identifier: Apache-2.0 */
/* Invoices as JSON, for customers and staff alike. */
#include "features/invoices/invoice_list.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"

static void put_when(struct json *json, struct arena *arena, const char *key, when t)
{
    json_key(json, key);
    if (when_is_none(t)) {
        json_nil(json);
    } else {
        json_str(json, when_rfc3339(arena, t));
    }
}

static void put_day(struct json *json, struct arena *arena, const char *key, struct day d)
{
    struct civil date = day_civil(d);
    json_key(json, key);
    json_str(json, str_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day));
}

static void put_members(struct json *json, struct request *req, const struct invoice *invoice)
{
    struct arena *arena = req->arena;
    json_key(json, "id"), json_str(json, invoice->id.text);
    json_key(json, "number"), json_str(json, invoice->number);
    json_key(json, "account"), json_str(json, invoice->account.text);
    json_key(json, "state"), json_str(json, invoice_state_word(invoice->state));
    json_key(json, "overdue"), json_bool(json, invoice_is_overdue(invoice, req->now));
    json_key(json, "cause"), json_str(json, invoice->cause);
    json_key(json, "cause_ref"), json_str(json, invoice->cause_ref);
    json_key(json, "net"), json_money(json, invoice->net);
    json_key(json, "tax"), json_money(json, invoice->tax);
    json_key(json, "total"), json_money(json, invoice->total);
    json_key(json, "paid"), json_money(json, invoice->paid);
    json_key(json, "credited"), json_money(json, invoice->credited);
    json_key(json, "due"), json_money(json, invoice_due(invoice));
    put_day(json, arena, "issued_on", invoice->issued_day);
    put_when(json, arena, "issued_at", invoice->issued_at);
    put_when(json, arena, "due_at", invoice->due_at);
    put_when(json, arena, "paid_at", invoice->paid_at);
    put_when(json, arena, "cancelled_at", invoice->closed_at);
}

static void put_line(struct json *json, struct request *req, const struct invoice *invoice,
                     const struct invoice_line *line)
{
    json_obj(json);
    json_key(json, "text"), json_str(json, req->lang == LANG_UK ? line->text_uk : line->text_en);
    json_key(json, "quantity"), json_i64(json, line->quantity);
    json_key(json, "unit"), json_money(json, invoice_sum(invoice, line->unit));
    json_key(json, "discount"), json_money(json, invoice_sum(invoice, line->discount));
    json_key(json, "net"), json_money(json, invoice_sum(invoice, line->net));
    json_key(json, "tax_bp"), json_i64(json, line->tax_bp);
    json_key(json, "tax"), json_money(json, invoice_sum(invoice, line->tax));
    json_key(json, "total"), json_money(json, invoice_sum(invoice, line->total));
    if (line->from.number == line->until.number) {
        json_key(json, "from"), json_nil(json);
        json_key(json, "until"), json_nil(json);
    } else {
        put_day(json, req->arena, "from", line->from);
        put_day(json, req->arena, "until", line->until);
    }
    json_key(json, "ref"), json_str(json, line->ref);
    json_end(json);
}

void credit_note_json(struct json *json, struct arena *arena, const struct credit_note *note)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, note->id.text);
    json_key(json, "number"), json_str(json, note->number);
    json_key(json, "net"), json_money(json, note->net);
    json_key(json, "tax"), json_money(json, note->tax);
    json_key(json, "total"), json_money(json, note->total);
    json_key(json, "reason"), json_str(json, note->reason);
    put_day(json, arena, "issued_on", note->issued_day);
    put_when(json, arena, "issued_at", note->issued_at);
    json_end(json);
}

static void put_party(struct json *json, const char *key, const struct party *party)
{
    json_key(json, key);
    json_obj(json);
    json_key(json, "name"), json_str(json, party->name);
    json_key(json, "tax_number"), json_str(json, party->tax_number);
    json_key(json, "vat_number"), json_str(json, party->vat_number);
    json_key(json, "iban"), json_str(json, party->iban);
    json_key(json, "address"), json_str(json, party->address);
    json_end(json);
}

err invoice_reply(struct request *req, const struct invoice *invoice)
{
    struct invoice_view view = {.invoice = invoice};
    err e = invoice_gather(req, &view);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    put_members(&json, req, invoice);
    put_party(&json, "seller", &view.parties->seller);
    put_party(&json, "payer", &view.parties->payer);
    json_key(&json, "lines"), json_arr(&json);
    for (size_t i = 0; i < view.line_count; i++) {
        put_line(&json, req, invoice, &view.lines[i]);
    }
    json_end(&json);
    json_key(&json, "credit_notes"), json_arr(&json);
    for (size_t i = 0; i < view.note_count; i++) {
        credit_note_json(&json, req->arena, &view.notes[i]);
    }
    json_end(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static bool filter_of(struct request *req, account_id account, struct invoice_filter *out)
{
    struct cursor after;
    enum invoice_state known;
    str state = STR("");
    int64_t limit = 0;
    if (!list_place(req, &after, &limit)) {
        return false;
    }
    if (http_query_param(req->http, STR("state"), &state) && !str_eq(state, STR("open")) &&
        !str_eq(state, STR("overdue")) && !invoice_state_of(state, &known)) {
        return false;
    }
    *out = (struct invoice_filter){.account = account,
                                   .state = state,
                                   .now = req->now,
                                   .before = after.at,
                                   .before_id = after.id,
                                   .limit = limit + 1};
    return true;
}

err invoice_list_reply(struct request *req, account_id account)
{
    struct invoice_filter filter;
    struct invoice *items = NULL;
    size_t count = 0;
    if (!filter_of(req, account, &filter)) {
        return ERR_INVALID;
    }
    err e = invoices_list(req->db, req->arena, &filter, &items, &count);
    if (e != ERR_OK) {
        return e;
    }
    bool more = count == (size_t)filter.limit;
    size_t shown = more ? count - 1 : count;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < shown; i++) {
        json_obj(&json);
        put_members(&json, req, &items[i]);
        json_end(&json);
    }
    json_end(&json);
    json_key(&json, "next");
    if (more) {
        struct cursor place = {.at = items[shown - 1].issued_at, .id = items[shown - 1].id.text};
        json_str(&json, cursor_text(req->arena, place));
    } else {
        json_nil(&json);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}
