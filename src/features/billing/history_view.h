/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the history show. */
#pragma once

#include "features/billing/history.h"
#include "web/components.h"

struct history_row {
    when at;
    str title;
    struct link document; /* an empty url: none */
    str note;
    str amount, balance;
};

/* A balance among several, as a link to its history. */
struct book_tab {
    struct link link;
    bool current;
};

enum { FILTER_TYPE, FILTER_FROM, FILTER_TO, FILTER_FIELDS };

struct history_view {
    str balance; /* empty: no money has moved yet */
    const struct book_tab *tabs;
    size_t tab_count; /* 0 with a single balance */
    str currency;     /* in the filter's form; empty with a single balance */
    struct field *fields;
    bool is_filtered;
    struct url all; /* without the filter */
    const struct history_row *rows;
    size_t row_count;
    int64_t count; /* of all pages */
    str in, out;   /* of all pages */
    str opening, closing;
    bool has_span; /* dates are given: opening and closing mean something */
    struct pager pages;
    struct url csv, excel;
};

struct chart_bar {
    int x, y, width, height;
    int label_x;
    str label; /* three letters of the month */
    str words; /* "November 2026: 300.00 UAH" */
};

/* A line across the chart. */
struct chart_line {
    int y, label_y;
    str label;
};

struct chart_row {
    str month, spent, paid_in;
};

struct spending_view {
    bool is_empty;
    const struct book_tab *tabs;
    size_t tab_count;
    str words; /* the chart in a sentence */
    struct chart_bar bars[SPENDING_MONTHS];
    struct chart_line lines[3];
    struct chart_row rows[SPENDING_MONTHS]; /* newest first */
    str spent, paid_in;                     /* of all months */
};
