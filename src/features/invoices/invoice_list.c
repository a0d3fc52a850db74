/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/invoice_list.h"

#include "features/accounts/accounts.h"
#include "web/cursor.h"
#include "web/reply.h"

struct choice {
    const char *state, *label;
};
static const struct choice choices[] = {
    {"", N_("All")},
    {"open", N_("To pay")},
    {"overdue", N_("Overdue")},
    {"paid", N_("Paid")},
    {"part_credited", N_("Credited in part")},
    {"credited", N_("Credited")},
    {"cancelled", N_("Cancelled")},
};

static bool state_is_known(str state)
{
    enum invoice_state known;
    return state.len == 0 || str_eq(state, STR("open")) || str_eq(state, STR("overdue")) ||
           invoice_state_of(state, &known);
}

static struct url with_state(struct request *req, struct url base, str state)
{
    return state.len > 0 ? url_with(req->arena, base, STR("state"), state) : base;
}

static void put_tabs(struct request *req, struct url base, str state, struct invoices_view *out)
{
    struct invoice_tab *tabs = ARENA_ARRAY(req->arena, struct invoice_tab, ARRAY_LEN(choices));
    for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
        str word = str_from_z(choices[i].state);
        tabs[i] = (struct invoice_tab){
            .url = with_state(req, base, word),
            .label = tr(req->lang, choices[i].label),
            .is_current = str_eq(state, word),
        };
    }
    out->tabs = tabs;
    out->tab_count = ARRAY_LEN(choices);
}

err invoice_list_gather(struct request *req, account_id account, struct url base,
                        struct invoices_view *out)
{
    str state = STR(""), text;
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    if (!http_query_param(req->http, STR("state"), &state) || !state_is_known(state)) {
        state = STR("");
    }
    bool from_within =
        http_query_param(req->http, STR("before"), &text) && cursor_parse(text, &before);
    struct invoice_filter filter = {.account = account,
                                    .state = state,
                                    .now = req->now,
                                    .before = before.at,
                                    .before_id = before.id,
                                    .limit = INVOICES_A_PAGE + 1};
    struct invoice *items = NULL;
    size_t count = 0;
    err e = invoices_list(req->db, req->arena, &filter, &items, &count);
    if (e != ERR_OK) {
        return e;
    }
    bool more = count > INVOICES_A_PAGE;
    out->count = more ? INVOICES_A_PAGE : count;
    out->invoices = items;
    out->is_filtered = state.len > 0;
    str *owners = ARENA_ARRAY(req->arena, str, out->count);
    for (size_t i = 0; out->is_staff && i < out->count; i++) {
        owners[i] = account_label(req->db, req->arena, items[i].account);
    }
    out->owners = owners;
    struct url list = with_state(req, base, state);
    put_tabs(req, base, state, out);
    if (more) {
        const struct invoice *last = &items[out->count - 1];
        struct cursor place = {.at = last->issued_at, .id = last->id.text};
        out->pages.older =
            url_with(req->arena, list, STR("before"), cursor_text(req->arena, place));
    }
    if (from_within) {
        out->pages.newer = list;
    }
    return ERR_OK;
}

err invoice_gather(struct request *req, struct invoice_view *view)
{
    struct invoice_line *lines = NULL;
    struct credit_note *notes = NULL;
    size_t line_count = 0, note_count = 0;
    struct parties *parties = ARENA_NEW(req->arena, struct parties);
    parties_read(req->arena, req->lang, view->invoice->parties, parties);
    view->parties = parties;
    err e = invoice_lines(req->db, req->arena, view->invoice->id, &lines, &line_count);
    if (e == ERR_OK) {
        e = credit_notes_of_invoice(req->db, req->arena, view->invoice->id, &notes, &note_count);
    }
    if (e == ERR_OK) {
        view->lines = lines;
        view->line_count = line_count;
        view->notes = notes;
        view->note_count = note_count;
    }
    return e;
}
