/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a customer's money history. */
#include "features/billing/history_web.h"

#include "features/billing/history_page.h"
#include "web/reply.h"

#define LINES_A_PAGE 25

static struct link document_of(struct request *req, const struct history_line *line)
{
    struct link link = {.url = history_document_url(req->arena, &line->document)};
    if (line->document.number.len > 0) {
        link.label =
            str_printf(req->arena, "\u2116\u00A0%" STR_FMT, STR_ARG(line->document.number));
    } else if (link.url.text.len > 0) {
        bool is_invoice = str_starts(link.url.text, STR("/invoices"));
        link.label = is_invoice ? tr(req->lang, "Invoice") : tr(req->lang, "Payment");
    }
    return link;
}

/* With its sign, also what came. */
static str signed_money(struct request *req, money amount)
{
    str text = fmt_money(req->arena, req->lang, amount);
    return amount.minor > 0 ? str_printf(req->arena, "+%" STR_FMT, STR_ARG(text)) : text;
}

static void put_rows(struct request *req, struct history_view *view,
                     const struct history_line *lines, size_t count)
{
    struct history_row *rows = ARENA_ARRAY(req->arena, struct history_row, count);
    for (size_t i = 0; i < count; i++) {
        bool repeats = str_eq(lines[i].note, lines[i].document.number);
        rows[i] = (struct history_row){
            .at = lines[i].at,
            .title = movement_title(lines[i].movement, req->lang),
            .document = document_of(req, &lines[i]),
            .note = repeats ? STR("") : tr_str(req->lang, lines[i].note),
            .amount = signed_money(req, lines[i].amount),
            .balance = fmt_money(req->arena, req->lang, lines[i].balance),
        };
    }
    view->rows = rows;
    view->row_count = count;
}

static err gather_lines(struct request *req, const struct history_ask *ask,
                        struct history_view *view)
{
    struct history_line *lines = NULL;
    size_t count = 0;
    struct history_place before = {.at = WHEN_NONE};
    bool within = history_place_of(req, STR("before"), &before) && !when_is_none(before.at);
    err e =
        history_lines(req->db, req->arena, &ask->range, before, LINES_A_PAGE + 1, &lines, &count);
    if (e != ERR_OK) {
        return e;
    }
    bool more = count > LINES_A_PAGE;
    count = more ? LINES_A_PAGE : count;
    put_rows(req, view, lines, count);
    struct url first = history_url(req, url_path("/transactions"), ask);
    if (more) {
        view->pages.older = url_with(req->arena, first, STR("before"),
                                     history_place_text(req->arena, &lines[count - 1]));
    }
    if (within) {
        view->pages.newer = first;
    }
    return ERR_OK;
}

static err gather_totals(struct request *req, const struct history_ask *ask,
                         struct history_view *view)
{
    struct history_totals totals;
    err e = history_totals_of(req->db, req->arena, &ask->range, &totals);
    if (e == ERR_OK) {
        view->count = totals.count;
        view->in = fmt_money(req->arena, req->lang, totals.in);
        view->out = fmt_money(req->arena, req->lang, totals.out);
        view->opening = fmt_money(req->arena, req->lang, totals.opening);
        view->closing = fmt_money(req->arena, req->lang, totals.closing);
        view->has_span = !when_is_none(ask->range.from) || !when_is_none(ask->range.until);
    }
    return e;
}

static str fault_sentence(const struct request *req, const char *code)
{
    if (code == NULL) {
        return STR("");
    }
    return str_eq(str_from_z(code), STR("before_from"))
               ? tr(req->lang, "The last day is before the first one.")
           : str_eq(str_from_z(code), STR("date"))
               ? tr(req->lang, "Please enter a date as year-month-day, for example 2026-11-22.")
               : tr(req->lang, "Please choose one of the list.");
}

static void put_fields(struct request *req, const struct history_ask *ask,
                       struct history_view *view)
{
    struct option *options = ARENA_ARRAY(req->arena, struct option, MOVEMENT_OTHER + 1);
    options[0] = (struct option){STR(""), tr(req->lang, "All movements")};
    for (size_t i = 0; i < MOVEMENT_OTHER; i++) {
        options[i + 1] = (struct option){movement_word((enum movement)i),
                                         movement_title((enum movement)i, req->lang)};
    }
    struct field *fields = ARENA_ARRAY(req->arena, struct field, FILTER_FIELDS);
    fields[FILTER_TYPE] = (struct field){.name = STR("type"),
                                         .label = tr(req->lang, "What"),
                                         .value = ask->type,
                                         .options = options,
                                         .option_count = MOVEMENT_OTHER + 1};
    fields[FILTER_FROM] = (struct field){.name = STR("from"),
                                         .label = tr(req->lang, "From day"),
                                         .value = ask->from,
                                         .type = STR("date")};
    fields[FILTER_TO] = (struct field){
        .name = STR("to"), .label = tr(req->lang, "To day"), .value = ask->to, .type = STR("date")};
    for (size_t i = 0; i < FILTER_FIELDS; i++) {
        fields[i].error = fault_sentence(req, ask->faults[i]);
    }
    view->fields = fields;
    view->is_filtered = ask->type.len + ask->from.len + ask->to.len > 0;
}

static err gather(struct request *req, const struct history_ask *ask, struct history_view *view)
{
    struct url csv = history_url(req, url_path("/transactions.csv"), ask);
    struct history_ask all = *ask;
    all.type = all.from = all.to = STR("");
    view->balance = fmt_money(req->arena, req->lang, ask->book->balance);
    view->tabs = history_tabs(req, url_path("/transactions"), ask, &view->tab_count);
    view->currency = ask->book_count > 1 ? ask->range.currency : STR("");
    view->all = history_url(req, url_path("/transactions"), &all);
    view->csv = csv;
    view->excel = url_with(req->arena, csv, STR("format"), STR("excel"));
    put_fields(req, ask, view);
    err e = gather_lines(req, ask, view);
    return e == ERR_OK ? gather_totals(req, ask, view) : e;
}

static err get_transactions(struct request *req)
{
    struct history_ask ask;
    struct history_view view = {0};
    err e = history_ask_of(req, &ask);
    if (e == ERR_OK && ask.book != NULL) {
        e = gather(req, &ask, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    transactions_page(page, view_of(req), &view);
    return reply_page(req, ask.is_faulty ? 422 : 200, page);
}

const struct route billing_routes[] = {
    {.method = HTTP_GET,
     .path = "/transactions",
     .handler = get_transactions,
     .who = WHO_CUSTOMER,
     .summary = "Every movement of the balance, filtered by kind and days, with totals."},
    {.method = HTTP_GET,
     .path = "/transactions.csv",
     .handler = get_transactions_csv,
     .who = WHO_CUSTOMER,
     .lane = LANE_SLOW,
     .summary = "The same as a file, exactly what is filtered."},
    {.method = HTTP_GET,
     .path = "/spending",
     .handler = get_spending,
     .who = WHO_CUSTOMER,
     .summary = "Twelve months of spending as a chart and a table."},
    ROUTES_END,
};

const struct route billing_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/transactions",
     .handler = api_list_transactions,
     .who = WHO_CUSTOMER,
     .answers = "200 TransactionList",
     .query = "limit after type from to currency",
     .summary = "Movements of a balance, newest first, with what they sum up to."},
    {.method = HTTP_GET,
     .path = "/api/v1/transactions/{id}",
     .handler = api_get_transaction,
     .who = WHO_CUSTOMER,
     .answers = "200 Transaction",
     .summary = "One movement of a balance."},
    ROUTES_END,
};
