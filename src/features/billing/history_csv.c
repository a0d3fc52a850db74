/* SPDX-License-Identifier: Apache-2.0 */
/* The history as a file: RFC 4180 with commas, points and RFC 3339 for programs, or with a byte
 * order mark and the separators of the reader's language for spreadsheets. Text that a spreadsheet
 * would take for a formula gets an apostrophe in front; our own numbers do not need one. */
#include <string.h>

#include "features/billing/history_web.h"
#include "web/reply.h"
#include "web/stream.h"

#define LINES_A_PIECE 500

struct csv_state {
    struct history_range range;
    struct history_place place;
    enum lang lang;
    const struct zone *zone;
    bool for_excel;
    bool has_begun;
};

static bool uses_commas_in_numbers(const struct csv_state *state)
{
    return state->for_excel && state->lang == LANG_UK;
}

static char delimiter(const struct csv_state *state)
{
    return uses_commas_in_numbers(state) ? ';' : ',';
}

static void put_text(struct buf *out, str text)
{
    bool is_formula = text.len > 0 && memchr("=+-@\t\r", text.ptr[0], 6) != NULL;
    bool is_plain = !is_formula && str_index(text, '"') < 0 && str_index(text, ',') < 0 &&
                    str_index(text, ';') < 0 && str_index(text, '\n') < 0 &&
                    str_index(text, '\r') < 0;
    if (is_plain) {
        buf_put(out, text);
        return;
    }
    buf_put(out, is_formula ? STR("\"'") : STR("\""));
    for (size_t i = 0; i < text.len; i++) {
        buf_put(out, text.ptr[i] == '"' ? STR("\"\"") : (str){text.ptr + i, 1});
    }
    buf_put_char(out, '"');
}

static void put_amount(struct buf *out, struct arena *arena, const struct csv_state *state,
                       money amount)
{
    str text = money_plain(arena, amount);
    ptrdiff_t point = uses_commas_in_numbers(state) ? str_index(text, '.') : -1;
    if (point < 0) {
        buf_put(out, text);
        return;
    }
    buf_put(out, str_sub(text, 0, (size_t)point));
    buf_put_char(out, ',');
    buf_put(out, str_skip(text, (size_t)point + 1));
}

/* A spreadsheet sorts and counts with this, whatever its language. */
static void put_moment(struct buf *out, struct arena *arena, const struct csv_state *state, when at)
{
    if (!state->for_excel) {
        buf_put(out, when_rfc3339(arena, at));
        return;
    }
    struct civil c = zone_local(state->zone, at);
    buf_printf(out, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
               c.second);
}

static void put_head(struct buf *out, const struct csv_state *state)
{
    static const char *const titles[] = {N_("When"),     N_("What"),       N_("Document"),
                                         N_("Note"),     N_("Amount"),     N_("Balance"),
                                         N_("Currency"), N_("Transaction")};
    buf_put(out, state->for_excel ? STR("\xEF\xBB\xBF") : STR(""));
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        if (i > 0) {
            buf_put_char(out, delimiter(state));
        }
        put_text(out, tr(state->lang, titles[i]));
    }
    buf_put(out, STR("\r\n"));
}

static void put_line(struct buf *out, struct arena *arena, const struct csv_state *state,
                     const struct history_line *line)
{
    char between = delimiter(state);
    put_moment(out, arena, state, line->at);
    buf_put_char(out, between);
    put_text(out, movement_title(line->movement, state->lang));
    buf_put_char(out, between);
    put_text(out, line->document.number.len > 0 ? line->document.number : line->document.id);
    buf_put_char(out, between);
    put_text(out,
             str_eq(line->note, line->document.number) ? STR("") : tr_str(state->lang, line->note));
    buf_put_char(out, between);
    put_amount(out, arena, state, line->amount);
    buf_put_char(out, between);
    put_amount(out, arena, state, line->balance);
    buf_put_char(out, between);
    buf_put(out, money_currency(&line->amount));
    buf_put_char(out, between);
    buf_put(out, line->id.text);
    buf_put(out, STR("\r\n"));
}

/* What is posted meanwhile stands above the place already passed, and is not in the file. */
static err next_piece(struct db *db, struct arena *arena, void *arg, struct buf *out,
                      bool *out_more)
{
    struct csv_state *state = arg;
    struct history_line *lines = NULL;
    size_t count = 0;
    if (!state->has_begun) {
        put_head(out, state);
        state->has_begun = true;
    }
    err e = state->range.book.text.len == 0 ? ERR_OK
                                            : history_lines(db, arena, &state->range, state->place,
                                                            LINES_A_PIECE, &lines, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        put_line(out, arena, state, &lines[i]);
    }
    if (e == ERR_OK && count > 0) {
        state->place = (struct history_place){lines[count - 1].at, lines[count - 1].seq};
    }
    if (e == ERR_OK) {
        *out_more = count == LINES_A_PIECE;
    }
    return e;
}

err get_transactions_csv(struct request *req)
{
    struct history_ask ask;
    err e = history_ask_of(req, &ask);
    if (e != ERR_OK || ask.is_faulty) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    str format = STR("");
    (void)http_query_param(req->http, STR("format"), &format);
    struct csv_state *state = ARENA_NEW(req->arena, struct csv_state);
    *state = (struct csv_state){
        .range = ask.range,
        .place = {.at = WHEN_NONE},
        .lang = req->lang,
        .zone = req->zone,
        .for_excel = str_eq(format, STR("excel")),
    };
    struct civil today = zone_local(req->zone, req->now);
    http_set_header(req->reply, STR("Content-Disposition"),
                    str_printf(req->arena,
                               "attachment; filename=\"transactions-%04d-%02d-%02d.csv\"",
                               today.year, today.month, today.day));
    return reply_stream(req, STR("text/csv; charset=utf-8; header=present"), next_piece, state);
}
