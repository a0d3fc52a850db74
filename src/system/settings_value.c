/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "system/settings_private.h"

#define SECRET_MAX 4096

static const struct {
    char unit;
    int64_t us;
} span_units[] = {{'d', WHEN_DAY}, {'h', WHEN_HOUR}, {'m', WHEN_MINUTE}, {'s', WHEN_SECOND}};

static void *field_of(struct settings *settings, const struct setting *row)
{
    return (char *)settings + row->offset;
}

static const void *value_of(const struct settings *settings, const struct setting *row)
{
    return (const char *)settings + row->offset;
}

static bool parse_text(struct arena *arena, const struct setting *row, str text, void *field,
                       struct buf *why)
{
    size_t max = row->kind == SETTING_KIND_SECRET ? SECRET_MAX : (size_t)row->max;
    if (!str_is_utf8(text) || text_fault(text, TEXT_ONE_LINE) != TEXT_PLAIN) {
        buf_put(why, STR("holds control or invisible characters, or is not UTF-8"));
        return false;
    }
    if (str_char_count(text) > max) {
        buf_printf(why, "is longer than %zu characters", max);
        return false;
    }
    if (row->kind == SETTING_KIND_SECRET) {
        *(struct secret *)field = secret_copy(arena, text);
    } else {
        *(str *)field = str_dup(arena, text);
    }
    return true;
}

static bool parse_choice(struct arena *arena, const struct setting *row, str text, void *field,
                         struct buf *why)
{
    str rest = str_from_z(row->choices);
    while (rest.len > 0) {
        if (str_eq(str_cut(rest, '|', &rest), text)) {
            *(str *)field = str_dup(arena, text);
            return true;
        }
    }
    buf_printf(why, "must be one of %s", row->choices);
    return false;
}

static bool parse_bool(str text, bool *field, struct buf *why)
{
    static const char *const yes[] = {"yes", "true", "on", "1"};
    static const char *const no[] = {"no", "false", "off", "0"};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (str_eq_nocase(text, str_from_z(yes[i])) || str_eq_nocase(text, str_from_z(no[i]))) {
            *field = str_eq_nocase(text, str_from_z(yes[i]));
            return true;
        }
    }
    buf_put(why, STR("must be yes or no"));
    return false;
}

static bool span_from(str text, int64_t *out)
{
    for (size_t i = 0; i < ARRAY_LEN(span_units); i++) {
        int64_t n;
        if (text.len > 1 && text.ptr[text.len - 1] == span_units[i].unit &&
            str_to_i64(str_sub(text, 0, text.len - 1), &n)) {
            return n >= 0 && !__builtin_mul_overflow(n, span_units[i].us, out);
        }
    }
    return false;
}

static bool parse_number(struct arena *arena, const struct setting *row, str text, int64_t *field,
                         struct buf *why)
{
    int64_t n = 0;
    bool span = row->kind == SETTING_KIND_SPAN;
    if (!(span ? span_from(text, &n) : str_to_i64(text, &n))) {
        buf_put(why, span ? STR("must be a span such as 90s, 15m, 12h or 30d")
                          : STR("must be a whole number"));
        return false;
    }
    if (n < row->min || n > row->max) {
        buf_put(why, STR("must be "));
        buf_put(why, setting_limits(arena, row));
        return false;
    }
    *field = n;
    return true;
}

bool setting_parse(struct arena *arena, struct settings *settings, const struct setting *row,
                   str text, struct buf *why)
{
    void *field = field_of(settings, row);
    switch (row->kind) {
    case SETTING_KIND_TEXT:
    case SETTING_KIND_SECRET:
        return parse_text(arena, row, text, field, why);
    case SETTING_KIND_CHOICE:
        return parse_choice(arena, row, text, field, why);
    case SETTING_KIND_BOOL:
        return parse_bool(text, field, why);
    case SETTING_KIND_INT:
    case SETTING_KIND_SPAN:
        return parse_number(arena, row, text, field, why);
    }
    return false;
}

str span_text(struct arena *arena, int64_t us)
{
    for (size_t i = 0; i < ARRAY_LEN(span_units); i++) {
        if (us > 0 && us % span_units[i].us == 0) {
            return str_printf(arena, "%" PRId64 "%c", us / span_units[i].us, span_units[i].unit);
        }
    }
    return str_printf(arena, "%" PRId64 "s", us / WHEN_SECOND);
}

str setting_shown(struct arena *arena, const struct settings *settings, const struct setting *row)
{
    const void *value = value_of(settings, row);
    switch (row->kind) {
    case SETTING_KIND_TEXT:
    case SETTING_KIND_CHOICE:
        return *(const str *)value;
    case SETTING_KIND_SECRET:
        return ((const struct secret *)value)->len > 0 ? STR("(set)") : STR("");
    case SETTING_KIND_BOOL:
        return *(const bool *)value ? STR("yes") : STR("no");
    case SETTING_KIND_INT:
        return str_printf(arena, "%" PRId64, *(const int64_t *)value);
    case SETTING_KIND_SPAN:
        return span_text(arena, *(const int64_t *)value);
    }
    return STR("");
}

str setting_limits(struct arena *arena, const struct setting *row)
{
    switch (row->kind) {
    case SETTING_KIND_TEXT:
        return str_printf(arena, "at most %" PRId64 " characters", row->max);
    case SETTING_KIND_SECRET:
        return str_printf(arena, "at most %d characters", SECRET_MAX);
    case SETTING_KIND_BOOL:
        return STR("yes or no");
    case SETTING_KIND_CHOICE:
        return str_from_z(row->choices);
    case SETTING_KIND_INT:
        return str_printf(arena, "%" PRId64 " to %" PRId64, row->min, row->max);
    case SETTING_KIND_SPAN: {
        str least = span_text(arena, row->min);
        str most = span_text(arena, row->max);
        return str_printf(arena, "%" STR_FMT " to %" STR_FMT, STR_ARG(least), STR_ARG(most));
    }
    }
    return STR("");
}
