/* SPDX-License-Identifier: Apache-2.0 */
#include "features/billing/history_web.h"

static str param(struct request *req, str name)
{
    str value = STR("");
    (void)http_query_param(req->http, name, &value);
    return value;
}

/* The balance of the currency asked for, else the first; false for a currency there is none of. */
static bool choose_book(struct request *req, struct history_ask *ask)
{
    str currency = param(req, STR("currency"));
    for (size_t i = 0; i < ask->book_count && ask->book == NULL; i++) {
        str own = money_currency(&ask->books[i].balance);
        if (currency.len == 0 || str_eq(own, currency)) {
            ask->book = &ask->books[i];
        }
    }
    if (ask->book == NULL && ask->book_count > 0) {
        ask->book = &ask->books[0];
        return false;
    }
    return true;
}

static void read_type(struct request *req, struct history_ask *ask)
{
    ask->type = param(req, STR("type"));
    ask->range.of_movement = movement_of_word(ask->type, &ask->range.movement);
    if (ask->type.len > 0 && !ask->range.of_movement) {
        ask->faults[FILTER_TYPE] = "unknown";
    }
}

static void read_days(struct request *req, struct history_ask *ask)
{
    struct day from = {0};
    struct day to = {0};
    ask->from = param(req, STR("from"));
    ask->to = param(req, STR("to"));
    ask->range.from = ask->range.until = WHEN_NONE;
    if (ask->from.len > 0 && !history_day_parse(ask->from, &from)) {
        ask->faults[FILTER_FROM] = "date";
    }
    if (ask->to.len > 0 && !history_day_parse(ask->to, &to)) {
        ask->faults[FILTER_TO] = "date";
    }
    bool has_from = ask->from.len > 0 && ask->faults[FILTER_FROM] == NULL;
    bool has_to = ask->to.len > 0 && ask->faults[FILTER_TO] == NULL;
    if (has_from && has_to && to.number < from.number) {
        ask->faults[FILTER_TO] = "before_from";
        has_to = false;
    }
    if (has_from) {
        ask->range.from = history_day_begins(from, req->zone);
    }
    if (has_to) {
        ask->range.until = history_day_begins((struct day){to.number + 1}, req->zone);
    }
}

err history_ask_of(struct request *req, struct history_ask *out)
{
    struct history_ask ask = {0};
    struct balance_book *books = NULL;
    err e = balance_books(req->db, req->arena, req->session.account, &books, &ask.book_count);
    if (e != ERR_OK) {
        return e;
    }
    ask.books = books;
    ask.is_faulty = !choose_book(req, &ask);
    read_type(req, &ask);
    read_days(req, &ask);
    for (size_t i = 0; i < FILTER_FIELDS; i++) {
        ask.is_faulty = ask.is_faulty || ask.faults[i] != NULL;
    }
    *out = ask;
    if (ask.book != NULL) {
        out->range.book = ask.book->id;
        out->range.currency = money_currency(&ask.book->balance);
    }
    return ERR_OK;
}

struct url history_url(struct request *req, struct url path, const struct history_ask *ask)
{
    const struct {
        str name, value;
    } params[] = {
        {STR("type"), ask->type},
        {STR("from"), ask->from},
        {STR("to"), ask->to},
        {STR("currency"), ask->book_count > 1 ? ask->range.currency : STR("")},
    };
    for (size_t i = 0; i < ARRAY_LEN(params); i++) {
        if (params[i].value.len > 0) {
            path = url_with(req->arena, path, params[i].name, params[i].value);
        }
    }
    return path;
}

struct book_tab *history_tabs(struct request *req, struct url path, const struct history_ask *ask,
                              size_t *out_count)
{
    struct book_tab *tabs = ARENA_ARRAY(req->arena, struct book_tab, ask->book_count);
    for (size_t i = 0; i < ask->book_count; i++) {
        str currency = money_currency(&ask->books[i].balance);
        tabs[i] = (struct book_tab){
            .link = {url_with(req->arena, path, STR("currency"), currency), currency},
            .current = &ask->books[i] == ask->book,
        };
    }
    *out_count = ask->book_count > 1 ? ask->book_count : 0;
    return tabs;
}

struct url history_document_url(struct arena *arena, const struct ledger_document *document)
{
    if (str_eq(str_from_z(document->kind), STR("invoice"))) {
        return url_fill(arena, "/invoices/{}", document->id);
    }
    if (str_eq(str_from_z(document->kind), STR("payment"))) {
        return url_fill(arena, "/payments/{}", document->id);
    }
    return (struct url){STR("")};
}

str history_place_text(struct arena *arena, const struct history_line *line)
{
    return str_printf(arena, "%lld.%lld", (long long)line->at.us, (long long)line->seq);
}

bool history_place_of(const struct request *req, str name, struct history_place *out)
{
    str text = STR("");
    str seq = STR("");
    struct history_place place = {.at = WHEN_NONE};
    if (http_query_param(req->http, name, &text) &&
        (!str_to_i64(str_cut(text, '.', &seq), &place.at.us) || !str_to_i64(seq, &place.seq) ||
         when_is_none(place.at))) {
        return false;
    }
    *out = place;
    return true;
}
