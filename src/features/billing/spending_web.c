/* SPDX-License-Identifier: Apache-2.0 */
/* Twelve months of spending: the geometry of the chart, and its table. */
#include "features/billing/history_page.h"
#include "features/billing/history_web.h"
#include "web/reply.h"

/* The drawing, in its own units. */
#define LEFT 8
#define STEP 39
#define BAR 27
#define TOP 24
#define BOTTOM 196
#define LETTERS 3

static str month_name(enum lang lang, int month)
{
    static const char *const names[] = {
        N_("January"),   N_("February"), N_("March"),    N_("April"),
        N_("May"),       N_("June"),     N_("July"),     N_("August"),
        N_("September"), N_("October"),  N_("November"), N_("December"),
    };
    return tr(lang, names[month - 1]);
}

static str short_name(str name)
{
    size_t end = 0;
    for (int i = 0; i < LETTERS; i++) {
        (void)str_next_char(name, &end);
    }
    return str_sub(name, 0, end);
}

/* The least of 1, 2, 5, 10, 20, … that is not below the most spent: round numbers on the lines. */
static int64_t top_of(const struct spending_month *months)
{
    static const int64_t steps[] = {1, 2, 5};
    int64_t most = 1;
    for (size_t i = 0; i < SPENDING_MONTHS; i++) {
        most = months[i].spent.minor > most ? months[i].spent.minor : most;
    }
    int64_t power = 100;
    while (power * 5 < most && power < INT64_MAX / 50) {
        power *= 10;
    }
    size_t i = 0;
    while (i + 1 < ARRAY_LEN(steps) && steps[i] * power < most) {
        i++;
    }
    return steps[i] * power < most ? most : steps[i] * power;
}

static int height_of(int64_t spent, int64_t top)
{
    money share = {.minor = spent < 0 ? 0 : spent, .currency = "UAH"}; /* any will do */
    money height = {0};
    return money_share(share, BOTTOM - TOP, top, &height) == ERR_OK ? (int)height.minor : 0;
}

static void put_bars(struct request *req, struct spending_view *view,
                     const struct spending_month *months, int64_t top)
{
    for (int i = 0; i < SPENDING_MONTHS; i++) {
        str name = month_name(req->lang, months[i].month);
        int height = height_of(months[i].spent.minor, top);
        str spent = fmt_money(req->arena, req->lang, months[i].spent);
        str month = str_printf(req->arena, "%" STR_FMT " %d", STR_ARG(name), months[i].year);
        view->bars[i] = (struct chart_bar){
            .x = LEFT + i * STEP,
            .y = BOTTOM - height,
            .width = BAR,
            .height = height,
            .label_x = LEFT + i * STEP + BAR / 2,
            .label = short_name(name),
            .words =
                str_printf(req->arena, "%" STR_FMT ": %" STR_FMT, STR_ARG(month), STR_ARG(spent)),
        };
        view->rows[SPENDING_MONTHS - 1 - i] = (struct chart_row){
            .month = month,
            .spent = spent,
            .paid_in = fmt_money(req->arena, req->lang, months[i].paid_in),
        };
    }
}

static void put_lines(struct request *req, struct spending_view *view, money top)
{
    for (int i = 0; i < 3; i++) {
        money at = top;
        at.minor = top.minor / 2 * i;
        int y = BOTTOM - height_of(at.minor, top.minor);
        view->lines[i] = (struct chart_line){
            .y = y, .label_y = y - 4, .label = fmt_money(req->arena, req->lang, at)};
    }
}

static err gather(struct request *req, const struct balance_book *book, struct spending_view *view)
{
    struct spending_month months[SPENDING_MONTHS];
    err e = spending_of(req->db, req->arena, book, req->zone, req->now, months);
    if (e != ERR_OK) {
        return e;
    }
    money spent = book->balance;
    money paid_in = book->balance;
    money top = book->balance;
    spent.minor = paid_in.minor = 0;
    for (size_t i = 0; i < SPENDING_MONTHS; i++) {
        spent.minor += months[i].spent.minor;
        paid_in.minor += months[i].paid_in.minor;
    }
    top.minor = top_of(months);
    put_bars(req, view, months, top.minor);
    put_lines(req, view, top);
    view->spent = fmt_money(req->arena, req->lang, spent);
    view->paid_in = fmt_money(req->arena, req->lang, paid_in);
    view->words = tr_fill(req->arena, tr(req->lang, "Spent in twelve months: {sum}."), "sum",
                          view->spent, NULL);
    return ERR_OK;
}

err get_spending(struct request *req)
{
    struct history_ask ask;
    struct spending_view view = {0};
    err e = history_ask_of(req, &ask);
    view.is_empty = e == ERR_OK && ask.book == NULL;
    if (e == ERR_OK && ask.book != NULL) {
        view.tabs = history_tabs(req, url_path("/spending"), &ask, &view.tab_count);
        e = gather(req, ask.book, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    spending_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}
