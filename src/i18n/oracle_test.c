/* SPDX-License-Identifier: Apache-2.0 */
/* The Unicode data behind Node's Intl is an independent opinion on plurals, dates and numbers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "i18n/format.h"
#include "i18n/plural.h"
#include "test.h"

static struct arena arena;

/* Runs the script and gives what it printed; empty when there is no Node. */
static str node(const char *script)
{
    struct buf out = buf_in(&arena);
    char *command = str_z(&arena, str_printf(&arena, "node -e '%s' 2>/dev/null", script));
    FILE *pipe = popen(command, "r");
    char piece[4096];
    for (size_t got; pipe != NULL && (got = fread(piece, 1, sizeof piece, pipe)) > 0;) {
        buf_put(&out, (str){piece, got});
    }
    if (pipe != NULL) {
        pclose(pipe);
    }
    return buf_str(&out);
}

static void expect_lines(str wanted, str (*line)(int64_t n), int64_t first, int64_t step)
{
    expect(wanted.len > 0);
    for (int64_t n = first; wanted.len > 0; n += step) {
        str one = str_cut(wanted, '\n', &wanted);
        str got = line(n);
        if (!str_eq(got, one)) {
            printf("# for %" PRId64 "\n", n);
            expect_str(got, one);
            return;
        }
    }
}

static str plural_uk(int64_t n)
{
    static const str names[] = {STR_INIT("one"), STR_INIT("few"), STR_INIT("many")};
    return names[plural_index(LANG_UK, n)];
}

static str plural_en(int64_t n)
{
    return plural_index(LANG_EN, n) == 0 ? STR("one") : STR("other");
}

static str int_uk(int64_t n)
{
    return fmt_int(&arena, LANG_UK, n);
}

static str int_en(int64_t n)
{
    return fmt_int(&arena, LANG_EN, n);
}

static str date_uk(int64_t second)
{
    return fmt_date(&arena, LANG_UK, zone_by_name(STR("Europe/Kyiv")),
                    (when){second * WHEN_SECOND});
}

static str date_en(int64_t second)
{
    return fmt_date(&arena, LANG_EN, zone_by_name(STR("America/New_York")),
                    (when){second * WHEN_SECOND});
}

static str minutes_ago_uk(int64_t n)
{
    return fmt_ago(&arena, LANG_UK, zone_utc(), (when){n * WHEN_MINUTE}, (when){0});
}

static str in_days_uk(int64_t n)
{
    return fmt_ago(&arena, LANG_UK, zone_utc(), (when){0}, (when){n * WHEN_DAY});
}

int main(void)
{
    arena_init(&arena, 64 << 20);
    if (node("console.log(1)").len == 0) {
        return tests_skipped("Node is not installed");
    }
    test ("plural forms from 0 to 1000 are those of Unicode") {
        expect_lines(node("const r=new Intl.PluralRules(\"uk\");"
                          "for(let n=0;n<=1000;n++)console.log(r.select(n))"),
                     plural_uk, 0, 1);
        expect_lines(node("const r=new Intl.PluralRules(\"en\");"
                          "for(let n=0;n<=1000;n++)console.log(r.select(n))"),
                     plural_en, 0, 1);
    }
    test ("numbers are grouped as Unicode says") {
        expect_lines(node("const f=new Intl.NumberFormat(\"uk\");"
                          "for(let n=-2e6;n<=2e6;n+=9973)console.log(f.format(n))"),
                     int_uk, -2000000, 9973);
        expect_lines(node("const f=new Intl.NumberFormat(\"en\");"
                          "for(let n=-2e6;n<=2e6;n+=9973)console.log(f.format(n))"),
                     int_en, -2000000, 9973);
    }
    test ("dates are those of Unicode, without the «р.» of documents") {
        expect_lines(node("const f=new Intl.DateTimeFormat(\"uk\",{dateStyle:\"long\","
                          "timeZone:\"Europe/Kyiv\"});for(let n=9e8;n<19e8;n+=1234567)"
                          "console.log(f.format(n*1000).replace(/.р\\.$/u,\"\"))"),
                     date_uk, 900000000, 1234567);
        expect_lines(node("const f=new Intl.DateTimeFormat(\"en-US\",{dateStyle:\"medium\","
                          "timeZone:\"America/New_York\"});for(let n=9e8;n<19e8;n+=1234567){"
                          "const p={};for(const x of f.formatToParts(n*1000))p[x.type]=x.value;"
                          "console.log(p.day+\" \"+p.month+\" \"+p.year)}"),
                     date_en, 900000000, 1234567);
    }
    test ("spans are put in the words of Unicode") {
        expect_lines(node("const f=new Intl.RelativeTimeFormat(\"uk\");"
                          "for(let n=1;n<60;n++)console.log(f.format(-n,\"minute\"))"),
                     minutes_ago_uk, 1, 1);
        expect_lines(node("const f=new Intl.RelativeTimeFormat(\"uk\");"
                          "for(let n=1;n<30;n++)console.log(f.format(n,\"day\"))"),
                     in_days_uk, 1, 1);
    }
    arena_done(&arena);
    return tests_done();
}
