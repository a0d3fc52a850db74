/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed: a sheet of words that are ready, without any of their meaning. Rooms write it as
 * JSON, keep it for good, and get the same bytes of it each time:
 *
 *     {"language": "uk", "title": "Рахунок № 2026-000017", "lead": "від 22 листопада 2026",
 *      "author": "ТОВ «Їжак»", "created": "2026-11-22T10:00:00Z",
 *      "facts": [{"label": "Продавець", "lines": ["ТОВ «Їжак»", "ЄДРПОУ 32855961"]}],
 *      "columns": [{"title": "№", "weight": 4, "number": true}, ...], "rows": [["1", ...]],
 *      "totals": [{"label": "Разом", "value": "360,00", "strong": true}],
 *      "notes": ["Триста шістдесят гривень 00 копійок"],
 *      "signs": [{"label": "Виконавець", "name": "Іваненко І. І."}],
 *      "foot": "Рахунок № 2026-000017, сторінка {page} з {pages}"}
 *
 * Lists may be empty or absent; rows have as many texts as there are columns. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#define SHEET_COLUMNS_MAX 10

struct sheet_fact {
    str label;
    str *lines;
    size_t line_count;
};

struct sheet_column {
    str title;
    int64_t weight; /* its share of the width */
    bool is_number; /* stands to the right */
};

struct sheet_total {
    str label, value;
    bool is_strong;
};

struct sheet_sign {
    str label, name;
};

struct sheet {
    str language, title, lead, author, created, foot;
    struct sheet_fact *facts;
    size_t fact_count;
    struct sheet_column columns[SHEET_COLUMNS_MAX];
    size_t column_count;
    str *cells; /* row by row */
    size_t row_count;
    struct sheet_total *totals;
    size_t total_count;
    str *notes;
    size_t note_count;
    struct sheet_sign *signs;
    size_t sign_count;
};

/* ERR_INVALID when it is no such sheet. */
err sheet_read(struct arena *arena, str json, struct sheet *out) MUST_CHECK;
