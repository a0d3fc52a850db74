/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/tr.h"

#include "i18n/format.h"
#include "i18n/plural.h"
#include "test.h"

static struct arena arena;

static void test_sentences(void)
{
    test ("a sentence comes in the reader's language") {
        expect_str(tr(LANG_UK, "just now"), STR("щойно"));
        expect_str(tr(LANG_EN, "just now"), STR("just now"));
    }
    test ("a sentence without translation is shown in English") {
        const char *unknown = "No catalogue holds this sentence.";
        expect_str(tr(LANG_UK, unknown), str_from_z(unknown));
        expect_str(tr_in(LANG_UK, "no such context", "just now"), STR("just now"));
        const char *one = "{n} unheard-of thing";
        const char *many = "{n} unheard-of things";
        expect_str(tr_n(LANG_UK, 1, one, many), str_from_z(one));
        expect_str(tr_n(LANG_UK, 0, one, many), str_from_z(many));
        const char *empty = "";
        expect_str(tr(LANG_UK, empty), STR(""));
    }
    test ("things are counted by the rules of the language") {
        const char *one = "{n} minute ago";
        const char *many = "{n} minutes ago";
        expect_str(tr_n(LANG_UK, 1, one, many), STR("{n} хвилину тому"));
        expect_str(tr_n(LANG_UK, 22, one, many), STR("{n} хвилини тому"));
        expect_str(tr_n(LANG_UK, 11, one, many), STR("{n} хвилин тому"));
        expect_str(tr_n(LANG_EN, 1, one, many), str_from_z(one));
        expect_str(tr_n(LANG_EN, 21, one, many), str_from_z(many));
    }
}

static void test_filling(void)
{
    test ("holes are filled by name, in any order, more than once") {
        str filled = tr_fill(&arena, STR("{b}, {a} and {b}"), "a", STR("1"), "b", STR("{a}"), NULL);
        expect_str(filled, STR("{a}, 1 and {a}"));
    }
    test ("what is no hole stays as it is") {
        str pattern = STR("{} { a} {A} {a b} {a {unknown} }");
        expect_str(tr_fill(&arena, pattern, "a", STR("1"), NULL), pattern);
        expect_str(tr_fill(&arena, STR("{a"), "a", STR("1"), NULL), STR("{a"));
        expect_str(tr_fill(&arena, STR("{{a}}"), "a", STR("1"), NULL), STR("{1}"));
    }
}

static void test_languages(void)
{
    test ("languages are known by their codes, with or without a region") {
        enum lang lang = LANG_EN;
        expect(lang_by_code(STR("uk"), &lang) && lang == LANG_UK);
        expect(lang_by_code(STR("EN-gb"), &lang) && lang == LANG_EN);
        expect(!lang_by_code(STR("ukr"), &lang) && lang == LANG_EN);
        expect(!lang_by_code(STR(""), &lang));
        expect_str(lang_code(LANG_UK), STR("uk"));
        expect_str(lang_own_name(LANG_UK), STR("Українська"));
    }
    test ("the browser's wishes are weighed") {
        static const struct {
            str header;
            enum lang wanted;
        } cases[] = {
            {STR_INIT("uk-UA,uk;q=0.9,en;q=0.8"), LANG_UK},
            {STR_INIT("en-US,en;q=0.9,uk;q=0.8"), LANG_EN},
            {STR_INIT("uk;q=0.5, en;q=0.7"), LANG_EN},
            {STR_INIT("de,fr;q=0.9,en;q=0.1"), LANG_EN},
            {STR_INIT("de,*;q=0.1"), LANG_UK},
            {STR_INIT("en;q=0"), LANG_UK},
            {STR_INIT("en;q=x,uk;q=0.1"), LANG_UK},
            {STR_INIT(";;,,;q=,"), LANG_UK},
            {STR_INIT(""), LANG_UK},
        };
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
            expect_i64(lang_from_accept(cases[i].header, LANG_UK), cases[i].wanted);
        }
    }
}

static void test_numbers(void)
{
    test ("numbers are grouped by the custom of the language") {
        expect_str(fmt_int(&arena, LANG_UK, 1234567), STR("1\u00A0234\u00A0567"));
        expect_str(fmt_int(&arena, LANG_EN, -1234567), STR("-1,234,567"));
        expect_str(fmt_int(&arena, LANG_EN, -123), STR("-123"));
        expect_str(fmt_int(&arena, LANG_EN, 999), STR("999"));
        expect_str(fmt_int(&arena, LANG_EN, 0), STR("0"));
        expect_str(fmt_int(&arena, LANG_EN, INT64_MIN), STR("-9,223,372,036,854,775,808"));
    }
    test ("sizes are told in their largest unit") {
        expect_str(fmt_bytes(&arena, LANG_EN, 812), STR("812\u00A0B"));
        expect_str(fmt_bytes(&arena, LANG_EN, 1024), STR("1\u00A0KB"));
        expect_str(fmt_bytes(&arena, LANG_UK, 1536 * 1024), STR("1,5\u00A0МБ"));
        expect_str(fmt_bytes(&arena, LANG_EN, 700 * INT64_C(1024) * 1024 * 1024),
                   STR("700\u00A0GB"));
    }
}

static str ago(enum lang lang, int64_t span_us)
{
    const when now = {INT64_C(1795384800) * WHEN_SECOND}; /* 2026-11-22 22:00 UTC */
    return fmt_ago(&arena, lang, zone_utc(), now, when_add(now, -span_us));
}

static void test_times(void)
{
    test ("how long ago is told in words") {
        expect_str(ago(LANG_EN, 59 * WHEN_SECOND), STR("just now"));
        expect_str(ago(LANG_EN, WHEN_MINUTE), STR("1 minute ago"));
        expect_str(ago(LANG_UK, 5 * WHEN_MINUTE), STR("5 хвилин тому"));
        expect_str(ago(LANG_UK, 2 * WHEN_HOUR), STR("2 години тому"));
        expect_str(ago(LANG_UK, 21 * WHEN_DAY), STR("21 день тому"));
        expect_str(ago(LANG_EN, -90 * WHEN_MINUTE), STR("in 1 hour"));
        expect_str(ago(LANG_UK, -2 * WHEN_DAY), STR("через 2 дні"));
        expect_str(ago(LANG_EN, 0), STR("just now"));
    }
    test ("what is long ago or far ahead is told as a date") {
        expect_str(ago(LANG_EN, 31 * WHEN_DAY), STR("22 Oct 2026"));
        expect_str(ago(LANG_UK, -31 * WHEN_DAY), STR("23 грудня 2026"));
    }
    test ("a length of time is rounded up to its unit") {
        expect_str(fmt_span(&arena, LANG_EN, 0), STR("0 seconds"));
        expect_str(fmt_span(&arena, LANG_EN, 1), STR("1 second"));
        expect_str(fmt_span(&arena, LANG_EN, 61 * WHEN_SECOND), STR("2 minutes"));
        expect_str(fmt_span(&arena, LANG_UK, 10 * WHEN_MINUTE), STR("10 хвилин"));
        expect_str(fmt_span(&arena, LANG_UK, 24 * WHEN_HOUR), STR("24 години"));
        expect_str(fmt_span(&arena, LANG_UK, 2 * WHEN_DAY), STR("2 дні"));
        expect_str(fmt_span(&arena, LANG_UK, 50 * WHEN_HOUR), STR("50 годин"));
    }
    test ("no moment is a dash") {
        expect_str(fmt_date(&arena, LANG_UK, zone_utc(), WHEN_NONE), STR("—"));
        expect_str(fmt_datetime(&arena, LANG_UK, zone_utc(), WHEN_NONE), STR("—"));
        expect_str(fmt_ago(&arena, LANG_UK, zone_utc(), WHEN_NONE, WHEN_NONE), STR("—"));
    }
}

int main(void)
{
    arena_init(&arena, 1 << 20);
    test_sentences();
    test_filling();
    test_languages();
    test_numbers();
    test_times();
    arena_done(&arena);
    return tests_done();
}
