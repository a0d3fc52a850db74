/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/plan_text.h"

#define LINES_MAX 200
#define PARTS_MAX 8

static const struct text_fault fine = {0};

bool code_is_wellformed(str code)
{
    bool good = code.len > 0 && code.len <= 40 && code.ptr[0] >= 'a' && code.ptr[0] <= 'z';
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }
    return good;
}

/* A text by its lines; empty ones are passed over but counted. */
struct lines {
    str rest;
    str line;
    int64_t number;
};

static bool next_line(struct lines *lines)
{
    do {
        if (lines->rest.len == 0) {
            return false;
        }
        lines->line = str_trim(str_cut(lines->rest, '\n', &lines->rest));
        lines->number++;
    } while (lines->line.len == 0);
    return true;
}

static struct text_fault wrong(const struct lines *lines, const char *code)
{
    return (struct text_fault){.line = lines->number, .code = code};
}

static size_t count_lines(str text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++) {
        count += text.ptr[i] == '\n';
    }
    return count < LINES_MAX ? count : LINES_MAX;
}

/* The parts between bars, trimmed. */
static size_t split(str line, char divider, str parts[PARTS_MAX])
{
    size_t count = 0;
    str rest = line;
    bool more = true;
    while (more && count < PARTS_MAX) {
        more = str_index(rest, divider) >= 0;
        parts[count++] = str_trim(str_cut(rest, divider, &rest));
    }
    return more ? PARTS_MAX + 1 : count;
}

/* The same between blanks. */
static str next_word(str *rest)
{
    *rest = str_trim(*rest);
    str word = str_cut(*rest, ' ', rest);
    return word;
}

struct text_fault facts_of_text(struct arena *arena, str text, struct plan *out)
{
    struct lines lines = {.rest = text};
    size_t most = count_lines(text);
    out->facts = ARENA_ARRAY(arena, struct words, most);
    out->fact_count = 0;
    while (next_line(&lines)) {
        str parts[PARTS_MAX];
        if (out->fact_count == most || split(lines.line, '|', parts) != 2 || parts[0].len == 0 ||
            parts[1].len == 0) {
            return wrong(&lines, "bad_line");
        }
        out->facts[out->fact_count++] = (struct words){parts[0], parts[1]};
    }
    return fine;
}

/* "UAH 300.00" once the currency was cut off. */
static bool read_amount(str typed, str currency, int64_t *out)
{
    money m;
    if (!money_parse(typed, currency, &m) || m.minor > PLAN_AMOUNT_MAX) {
        return false;
    }
    *out = m.minor;
    return true;
}

static bool read_currency(str word, char out[4])
{
    money m;
    if (!money_of(0, word, &m)) {
        return false;
    }
    memcpy(out, m.currency, sizeof(m.currency));
    return true;
}

struct text_fault prices_of_text(struct arena *arena, str text, struct plan *out)
{
    struct lines lines = {.rest = text};
    size_t most = count_lines(text);
    out->prices = ARENA_ARRAY(arena, struct plan_price, most);
    out->price_count = 0;
    while (next_line(&lines)) {
        str rest = lines.line;
        str currency = next_word(&rest);
        str months = next_word(&rest);
        str price = next_word(&rest);
        str setup = next_word(&rest);
        struct plan_price row = {0};
        if (out->price_count == most || rest.len > 0 || !read_currency(currency, row.currency) ||
            !str_to_i64(months, &row.months) || row.months < 1 || row.months > 120 ||
            !read_amount(price, currency, &row.price) ||
            (setup.len > 0 && !read_amount(setup, currency, &row.setup))) {
            return wrong(&lines, "bad_line");
        }
        if (plan_price_of(out, currency, row.months) != NULL) {
            return wrong(&lines, "line_twice");
        }
        out->prices[out->price_count++] = row;
    }
    return fine;
}

/* "UAH 2.00, EUR 0.05" */
static bool read_unit_prices(struct arena *arena, str text, struct option_price **out,
                             size_t *out_count)
{
    str parts[PARTS_MAX];
    size_t count = text.len == 0 ? 0 : split(text, ',', parts);
    if (count > PARTS_MAX) {
        return false;
    }
    *out = ARENA_ARRAY(arena, struct option_price, count);
    *out_count = count;
    for (size_t i = 0; i < count; i++) {
        str rest = parts[i];
        str currency = next_word(&rest);
        if (!read_currency(currency, (*out)[i].currency) ||
            !read_amount(str_trim(rest), currency, &(*out)[i].price)) {
            return false;
        }
    }
    return true;
}

static bool read_numbers(str text, struct plan_option *out)
{
    int64_t *const places[] = {&out->min, &out->max, &out->step, &out->included, &out->preset};
    str rest = text;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        if (!str_to_i64(next_word(&rest), places[i])) {
            return false;
        }
    }
    return str_trim(rest).len == 0 && out->min >= 0 && out->step > 0 && out->max >= out->min &&
           out->max <= 1000000000 && out->included >= 0 && out->preset >= out->min &&
           out->preset <= out->max && (out->preset - out->min) % out->step == 0;
}

static bool read_choice(struct arena *arena, str line, size_t most, struct plan_option *list)
{
    str parts[PARTS_MAX];
    if (list->choices == NULL) {
        list->choices = ARENA_ARRAY(arena, struct option_choice, most);
    }
    struct option_choice *choice = &list->choices[list->choice_count++];
    if (split(str_skip(line, 1), '|', parts) != 4 || !code_is_wellformed(parts[0])) {
        return false;
    }
    *choice = (struct option_choice){.code = parts[0], .name = {parts[1], parts[2]}};
    return parts[1].len > 0 && parts[2].len > 0 &&
           read_unit_prices(arena, parts[3], &choice->prices, &choice->price_count);
}

static bool read_option(struct arena *arena, str line, struct plan_option *out)
{
    str parts[PARTS_MAX];
    size_t count = split(line, '|', parts);
    str code = parts[0];
    str kind = next_word(&code);
    bool is_list = str_eq(kind, STR("list"));
    *out = (struct plan_option){
        .code = str_trim(code),
        .kind = is_list                       ? OPTION_LIST
                : str_eq(kind, STR("slider")) ? OPTION_SLIDER
                                              : OPTION_NUMBER,
        .step = 1,
    };
    bool known = is_list || out->kind == OPTION_SLIDER || str_eq(kind, STR("number"));
    if (!known || count != (is_list ? 3 : 7) || !code_is_wellformed(out->code) ||
        parts[1].len == 0 || parts[2].len == 0) {
        return false;
    }
    out->name = (struct words){parts[1], parts[2]};
    out->unit = is_list ? (struct words){STR(""), STR("")} : (struct words){parts[3], parts[4]};
    return is_list || (read_numbers(parts[5], out) &&
                       read_unit_prices(arena, parts[6], &out->prices, &out->price_count));
}

struct text_fault options_of_text(struct arena *arena, str text, struct plan *out)
{
    struct lines lines = {.rest = text};
    size_t most = count_lines(text);
    out->options = ARENA_ARRAY(arena, struct plan_option, most);
    out->option_count = 0;
    while (next_line(&lines)) {
        size_t count = out->option_count;
        if (str_starts(lines.line, STR("-"))) {
            struct plan_option *list = count > 0 ? &out->options[count - 1] : NULL;
            if (list == NULL || list->kind != OPTION_LIST || list->choice_count == most ||
                !read_choice(arena, lines.line, most, list)) {
                return wrong(&lines, "bad_line");
            }
            continue;
        }
        struct plan_option option;
        if (count == most || !read_option(arena, lines.line, &option)) {
            return wrong(&lines, "bad_line");
        }
        if (plan_option_of(out, option.code) != NULL) {
            return wrong(&lines, "line_twice");
        }
        out->options[out->option_count++] = option;
    }
    return fine;
}

struct text_fault changes_of_text(struct arena *arena, str text, struct plan *out)
{
    struct lines lines = {.rest = text};
    size_t most = count_lines(text);
    out->changes = ARENA_ARRAY(arena, struct plan_change, most);
    out->change_count = 0;
    while (next_line(&lines)) {
        str rest = lines.line;
        struct plan_change change = {.plan = next_word(&rest)};
        unsigned mode = 1;
        while (rest.len > 0 && mode != 0) {
            mode = change_mode_of(next_word(&rest));
            change.modes |= mode;
        }
        if (out->change_count == most || mode == 0 || change.modes == 0) {
            return wrong(&lines, "bad_line");
        }
        out->changes[out->change_count++] = change;
    }
    return fine;
}

struct text_fault limits_of_text(struct arena *arena, str text, struct plan *out)
{
    struct lines lines = {.rest = text};
    size_t most = count_lines(text);
    out->limits = ARENA_ARRAY(arena, struct plan_limit, most);
    out->limit_count = 0;
    while (next_line(&lines)) {
        str rest = lines.line;
        struct plan_limit limit = {.name = next_word(&rest), .option = STR("")};
        str amount = next_word(&rest);
        bool of_option = str_eq(amount, STR("option"));
        if (of_option) {
            limit.option = str_trim(rest);
        }
        bool fits = of_option ? plan_option_of(out, limit.option) != NULL
                              : str_to_i64(amount, &limit.amount) && limit.amount >= 0 &&
                                    str_trim(rest).len == 0;
        if (out->limit_count == most || !fits || !code_is_wellformed(limit.name)) {
            return wrong(&lines, "bad_line");
        }
        out->limits[out->limit_count++] = limit;
    }
    return fine;
}

struct text_fault codes_of_text(struct arena *arena, str text, str **out, size_t *out_count)
{
    str rest = text;
    *out = ARENA_ARRAY(arena, str, text.len / 2 + 1);
    *out_count = 0;
    while (str_trim(rest).len > 0) {
        str code = next_word(&rest);
        if (!code_is_wellformed(code)) {
            return (struct text_fault){.line = 1, .code = "bad_line"};
        }
        (*out)[(*out_count)++] = code;
    }
    return fine;
}

struct text_fault days_of_text(str text, int64_t *out, size_t *out_count)
{
    str rest = text;
    *out_count = 0;
    while (str_trim(rest).len > 0) {
        if (*out_count == TIMELINE_DAYS_MAX || !str_to_i64(next_word(&rest), &out[*out_count]) ||
            out[*out_count] < 0 || out[*out_count] > 366) {
            return (struct text_fault){.line = 1, .code = "bad_line"};
        }
        (*out_count)++;
    }
    return fine;
}
