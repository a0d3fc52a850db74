/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/format.h"

#include "base/buf.h"

#define NO_BREAK_SPACE "\u00A0"
#define DASH "\u2014"

/* Ukrainian dates take the month in the genitive. */
static const char *const months[LANG_COUNT][12] = {
    [LANG_UK] = {"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня",
                 "вересня", "жовтня", "листопада", "грудня"},
    [LANG_EN] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                 "Dec"},
};

/* A list shows dozens of dates: they are put together without printf. */
static void put_date(struct buf *out, enum lang lang, const struct civil *c)
{
    buf_put_i64(out, c->day);
    buf_put_char(out, ' ');
    buf_put(out, str_from_z(months[lang][c->month - 1]));
    buf_put_char(out, ' ');
    buf_put_i64(out, c->year);
}

str fmt_date(struct arena *arena, enum lang lang, const struct zone *zone, when t)
{
    if (when_is_none(t)) {
        return STR(DASH);
    }
    struct civil c = zone_local(zone, t);
    struct buf out = buf_in(arena);
    put_date(&out, lang, &c);
    return buf_str(&out);
}

str fmt_datetime(struct arena *arena, enum lang lang, const struct zone *zone, when t)
{
    if (when_is_none(t)) {
        return STR(DASH);
    }
    struct civil c = zone_local(zone, t);
    struct buf out = buf_in(arena);
    put_date(&out, lang, &c);
    buf_put(&out, STR(", "));
    buf_put_digits(&out, c.hour, 2);
    buf_put_char(&out, ':');
    buf_put_digits(&out, c.minute, 2);
    return buf_str(&out);
}

static str fill_n(struct arena *arena, enum lang lang, int64_t n, str pattern)
{
    return tr_fill(arena, pattern, "n", fmt_int(arena, lang, n), NULL);
}

static str ago(struct arena *arena, enum lang lang, int64_t span)
{
    int64_t n = span / WHEN_DAY;
    if (n > 0) {
        return fill_n(arena, lang, n, tr_n(lang, n, "{n} day ago", "{n} days ago"));
    }
    n = span / WHEN_HOUR;
    if (n > 0) {
        return fill_n(arena, lang, n, tr_n(lang, n, "{n} hour ago", "{n} hours ago"));
    }
    n = span / WHEN_MINUTE;
    if (n > 0) {
        return fill_n(arena, lang, n, tr_n(lang, n, "{n} minute ago", "{n} minutes ago"));
    }
    return tr(lang, "just now");
}

static str ahead(struct arena *arena, enum lang lang, int64_t span)
{
    int64_t n = span / WHEN_DAY;
    if (n > 0) {
        return fill_n(arena, lang, n, tr_n(lang, n, "in {n} day", "in {n} days"));
    }
    n = span / WHEN_HOUR;
    if (n > 0) {
        return fill_n(arena, lang, n, tr_n(lang, n, "in {n} hour", "in {n} hours"));
    }
    n = span / WHEN_MINUTE;
    if (n > 0) {
        return fill_n(arena, lang, n, tr_n(lang, n, "in {n} minute", "in {n} minutes"));
    }
    return tr(lang, "in a moment");
}

str fmt_ago(struct arena *arena, enum lang lang, const struct zone *zone, when now, when t)
{
    if (when_is_none(t)) {
        return STR(DASH);
    }
    int64_t span = now.us - t.us;
    if (span > 30 * WHEN_DAY || span < -30 * WHEN_DAY) {
        return fmt_date(arena, lang, zone, t);
    }
    return span >= 0 ? ago(arena, lang, span) : ahead(arena, lang, -span);
}

static int64_t up(int64_t span, int64_t unit)
{
    return (span + unit - 1) / unit;
}

str fmt_span(struct arena *arena, enum lang lang, int64_t span_us)
{
    if (span_us > 47 * WHEN_HOUR && span_us % WHEN_DAY == 0) {
        int64_t n = span_us / WHEN_DAY;
        return fill_n(arena, lang, n, tr_n(lang, n, "{n} day", "{n} days"));
    }
    if (span_us > 59 * WHEN_MINUTE) {
        int64_t n = up(span_us, WHEN_HOUR);
        return fill_n(arena, lang, n, tr_n(lang, n, "{n} hour", "{n} hours"));
    }
    if (span_us > 59 * WHEN_SECOND) {
        int64_t n = up(span_us, WHEN_MINUTE);
        return fill_n(arena, lang, n, tr_n(lang, n, "{n} minute", "{n} minutes"));
    }
    int64_t n = span_us <= 0 ? 0 : up(span_us, WHEN_SECOND);
    return fill_n(arena, lang, n, tr_n(lang, n, "{n} second", "{n} seconds"));
}

str fmt_int(struct arena *arena, enum lang lang, int64_t n)
{
    struct buf digits = buf_in(arena);
    buf_put_i64(&digits, n);
    struct buf out = buf_in(arena);
    size_t start = n < 0 ? 1 : 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (i > start && (digits.len - i) % 3 == 0) {
            buf_put(&out, lang == LANG_UK ? STR(NO_BREAK_SPACE) : STR(","));
        }
        buf_put_char(&out, digits.ptr[i]);
    }
    return buf_str(&out);
}

str fmt_bytes(struct arena *arena, enum lang lang, int64_t n)
{
    static const char *const units[LANG_COUNT][5] = {
        [LANG_UK] = {"Б", "КБ", "МБ", "ГБ", "ТБ"},
        [LANG_EN] = {"B", "KB", "MB", "GB", "TB"},
    };
    size_t unit = 0;
    int64_t scale = 1;
    while (unit + 1 < ARRAY_LEN(units[0]) && n / scale >= 1024) {
        scale *= 1024;
        unit++;
    }
    int64_t whole = n / scale;
    int64_t tenths = n % scale * 10 / scale;
    if (unit == 0 || whole >= 10 || tenths == 0) {
        str number = fmt_int(arena, lang, whole);
        return str_printf(arena, "%" STR_FMT NO_BREAK_SPACE "%s", STR_ARG(number),
                          units[lang][unit]);
    }
    return str_printf(arena, "%d%c%d" NO_BREAK_SPACE "%s", (int)whole, lang == LANG_UK ? ',' : '.',
                      (int)tenths, units[lang][unit]);
}

str fmt_money(struct arena *arena, enum lang lang, money m)
{
    str plain = money_plain(arena, m);
    bool is_negative = str_starts(plain, STR("-"));
    str fraction = STR("");
    str whole = str_cut(str_skip(plain, is_negative ? 1 : 0), '.', &fraction);
    int64_t number = 0;
    (void)str_to_i64(whole, &number); /* digits of an int64_t, at most */
    str code = money_currency(&m);
    str unit = lang == LANG_UK && str_eq(code, STR("UAH")) ? STR("грн") : code;
    struct buf out = buf_in(arena);
    buf_put(&out, is_negative ? STR("\xE2\x88\x92") : STR(""));
    buf_put(&out, fmt_int(arena, lang, number));
    if (fraction.len > 0) {
        buf_put_char(&out, lang == LANG_UK ? ',' : '.');
        buf_put(&out, fraction);
    }
    buf_put(&out, STR(NO_BREAK_SPACE));
    buf_put(&out, unit);
    return buf_str(&out);
}

str fmt_day(struct arena *arena, enum lang lang, struct day d)
{
    return fmt_date(arena, lang, zone_utc(), day_midnight_utc(d));
}
