/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of the history a request asks for; shared by page, export and API. */
#pragma once

#include "features/billing/history.h"
#include "features/billing/history_view.h"
#include "web/request.h"

struct history_ask {
    const struct balance_book *books;
    size_t book_count;
    const struct balance_book *book;   /* the one asked for; NULL: no money has moved yet */
    struct history_range range;        /* of the book */
    str type, from, to;                /* as asked, for links and fields */
    const char *faults[FILTER_FIELDS]; /* codes; a field with one does not filter */
    bool is_faulty;                    /* one of them, or the currency */
};

/* Reads ?type= ?from= ?to= (both days included) and ?currency=, in the reader's zone. */
err history_ask_of(struct request *req, struct history_ask *out);

/* A place in the history as a word of an address, and back: from the parameter of that name, the
 * newest when there is none. False for a word we did not make. */
str history_place_text(struct arena *arena, const struct history_line *line);
bool history_place_of(const struct request *req, str name, struct history_place *out);

/* The path with what was asked for in its query. */
struct url history_url(struct request *req, struct url path, const struct history_ask *ask);

/* The balance's history as JSON. */
err api_list_transactions(struct request *req);
err api_get_transaction(struct request *req);
/* As a file. */
err get_transactions_csv(struct request *req);
/* Twelve months as a chart and a table. */
err get_spending(struct request *req);

/* The balances as links to path, in out->tabs; none with a single one. */
struct book_tab *history_tabs(struct request *req, struct url path, const struct history_ask *ask,
                              size_t *out_count);

/* Where a document is looked at; an empty url for none. */
struct url history_document_url(struct arena *arena, const struct ledger_document *document);
