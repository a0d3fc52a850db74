/* SPDX-License-Identifier: Apache-2.0 */
/* The history as JSON. */
#include "features/billing/history_web.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"

static void put_money(struct json *json, const char *key, money amount)
{
    json_key(json, key), json_obj(json);
    json_key(json, "amount"), json_i64(json, amount.minor);
    json_key(json, "currency"), json_str(json, money_currency(&amount));
    json_end(json);
}

static void put_document(struct json *json, const struct ledger_document *document)
{
    json_key(json, "document");
    if (document->kind[0] == '\0') {
        json_nil(json);
        return;
    }
    json_obj(json);
    json_key(json, "kind"), json_text(json, document->kind);
    json_key(json, "id"), json_str(json, document->id);
    json_key(json, "number"), json_str(json, document->number);
    json_end(json);
}

static void put_line(struct json *json, struct arena *arena, const struct history_line *line)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, line->id.text);
    json_key(json, "type"), json_str(json, movement_word(line->movement));
    put_money(json, "amount", line->amount);
    put_money(json, "balance", line->balance);
    put_document(json, &line->document);
    json_key(json, "note"), json_str(json, line->note);
    json_key(json, "at"), json_str(json, when_rfc3339(arena, line->at));
    json_end(json);
}

static void put_totals(struct json *json, const struct history_totals *totals)
{
    json_key(json, "totals"), json_obj(json);
    json_key(json, "count"), json_i64(json, totals->count);
    put_money(json, "in", totals->in);
    put_money(json, "out", totals->out);
    json_end(json);
}

static err reply_lines(struct request *req, const struct history_line *lines, size_t count,
                       bool more, const struct history_totals *totals)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_line(&json, req->arena, &lines[i]);
    }
    json_end(&json);
    if (totals != NULL) {
        put_totals(&json, totals);
    }
    json_key(&json, "next");
    if (more) {
        json_str(&json, history_place_text(req->arena, &lines[count - 1]));
    } else {
        json_nil(&json);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

err api_list_transactions(struct request *req)
{
    int64_t limit;
    struct history_place place = {.at = WHEN_NONE};
    struct history_ask ask;
    err e = history_ask_of(req, &ask);
    if (e != ERR_OK) {
        return e;
    }
    if (!list_limit(req, &limit) || ask.is_faulty || !history_place_of(req, STR("after"), &place)) {
        return ERR_INVALID;
    }
    if (ask.book == NULL) {
        return reply_lines(req, NULL, 0, false, NULL);
    }
    struct history_line *lines = NULL;
    struct history_totals totals;
    size_t count = 0;
    e = history_lines(req->db, req->arena, &ask.range, place, limit + 1, &lines, &count);
    if (e == ERR_OK) {
        e = history_totals_of(req->db, req->arena, &ask.range, &totals);
    }
    if (e != ERR_OK) {
        return e;
    }
    bool more = count > (size_t)limit;
    return reply_lines(req, lines, more ? (size_t)limit : count, more, &totals);
}

err api_get_transaction(struct request *req)
{
    struct history_line line;
    err e = history_line_of(req->db, req->arena, req->session.account,
                            (transaction_id){path_param(req, 0)}, &line);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    put_line(&json, req->arena, &line);
    return reply_json(req, 200, &text);
}
