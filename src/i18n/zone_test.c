/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/zone.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "i18n/format.h"
#include "i18n/tzif.h"
#include "test.h"

static struct arena arena;

static when at(const char *rfc3339)
{
    when t = WHEN_NONE;
    expect(when_from_rfc3339(str_from_z(rfc3339), &t));
    return t;
}

static void test_names(void)
{
    test ("a zone is found by its exact name") {
        expect(zone_by_name(STR("Europe/Kyiv")) != NULL);
        expect(zone_by_name(STR("Europe/Kiev")) != NULL);
        expect(zone_by_name(STR("Europe/Kyiv")) == zone_by_name(STR("Europe/Kyiv")));
        expect_str(zone_name(zone_by_name(STR("Europe/Kyiv"))), STR("Europe/Kyiv"));
        expect(zone_by_name(STR("UTC")) == zone_utc());
    }
    test ("names that are no zones give none") {
        static const char *const names[] = {
            "",
            "Europe/Kijv",
            "europe/kyiv",
            "Europe",
            "Europe/",
            "/Europe/Kyiv",
            "Europe//Kyiv",
            "../zoneinfo/Europe/Kyiv",
            "Europe/../Europe/Kyiv",
            "zone.tab",
            "tzdata.zi",
            "leapseconds",
            "posix/Europe/Kyiv",
            "right/Europe/Kyiv",
            "posixrules",
            "localtime",
            "Europe/Kyiv ",
            "Europe/Ky\niv",
            ":Europe/Kyiv",
            "EET-2EEST",
            "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        };
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            expect(zone_by_name(str_from_z(names[i])) == NULL);
        }
        expect(zone_by_name((str){"Europe/Kyiv\0x", 13}) == NULL);
    }
    test ("every zone we offer is there") {
        size_t count = 0;
        const str *names = zone_common(&count);
        for (size_t i = 0; i < count; i++) {
            expect(zone_by_name(names[i]) != NULL);
        }
        expect(count > 30);
    }
}

static void test_clocks(void)
{
    const struct zone *kyiv = zone_by_name(STR("Europe/Kyiv"));
    test ("clocks in Kyiv are two hours ahead in winter and three in summer") {
        expect_i64(zone_offset(kyiv, at("2026-11-22T10:00:00Z")), 7200);
        expect_i64(zone_offset(kyiv, at("2026-07-01T10:00:00Z")), 10800);
        expect_i64(zone_offset(kyiv, at("2090-07-01T10:00:00Z")), 10800);
        struct civil c = zone_local(kyiv, at("2026-12-31T22:30:15Z"));
        expect(c.year == 2027 && c.month == 1 && c.day == 1 && c.hour == 0 && c.minute == 30);
    }
    test ("dates and times are written by the language and the zone") {
        when t = at("2026-11-22T22:05:00Z");
        expect_str(fmt_date(&arena, LANG_UK, kyiv, t), STR("23 листопада 2026"));
        expect_str(fmt_date(&arena, LANG_EN, zone_utc(), t), STR("22 Nov 2026"));
        expect_str(fmt_datetime(&arena, LANG_UK, kyiv, t), STR("23 листопада 2026, 00:05"));
        expect_str(fmt_datetime(&arena, LANG_EN, zone_utc(), t), STR("22 Nov 2026, 22:05"));
    }
    test ("a local time leads back to its moment, also beside clock changes") {
        when first = at("2026-03-28T20:00:00Z");
        for (int64_t i = 0; i < 48 * 4; i++) {
            when t = when_add(first, i * 15 * WHEN_MINUTE);
            struct civil c = zone_local(kyiv, t);
            expect_i64(zone_moment(kyiv, &c).us, t.us);
        }
        struct civil skipped = {.year = 2026, .month = 3, .day = 29, .hour = 3, .minute = 30};
        expect_i64(zone_moment(kyiv, &skipped).us, at("2026-03-29T01:30:00Z").us);
        struct civil twice = {.year = 2026, .month = 10, .day = 25, .hour = 3, .minute = 30};
        expect_i64(zone_moment(kyiv, &twice).us, at("2026-10-25T00:30:00Z").us);
    }
}

static void test_rules(void)
{
    test ("a rule of summer time is read as POSIX writes it") {
        struct tzif_rule rule;
        expect(tzif_parse_rule(STR("EET-2EEST,M3.5.0/3,M10.5.0/4"), &rule));
        expect(rule.offset == 7200 && rule.summer_offset == 10800);
        expect(tzif_parse_rule(STR("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"), &rule));
        expect(rule.offset == 37800 && rule.summer_offset == 39600);
        expect(tzif_parse_rule(STR("IST-1GMT0,M10.5.0,M3.5.0/1"), &rule));
        expect(rule.summer_offset == 0);
        expect(tzif_parse_rule(STR("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &rule));
        expect(rule.begin.seconds == -3600);
        expect(tzif_parse_rule(STR("UTC0"), &rule) && !rule.has_summer);
        expect(tzif_parse_rule(STR("AAA5BBB,J60/0,300"), &rule));
    }
    test ("a broken rule is refused") {
        static const char *const rules[] = {
            "",
            "E",
            "EET",
            "EET-",
            "EET-2EEST",
            "EET-2EEST,M3.5.0",
            "EET-2EEST,M13.5.0,M10.5.0",
            "EET-2EEST,M3.6.0,M10.5.0",
            "EET-2EEST,M3.5.7,M10.5.0",
            "EET-2EEST,J0,J5",
            "EET-2EEST,M3.5.0,M10.5.0 ",
            "EET-25",
            "<EET-2",
            "EET-2:60",
            "EET-2EEST,M3.5.0/168,M10.5.0",
            "EET-99999999999",
        };
        for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
            struct tzif_rule rule;
            expect(!tzif_parse_rule(str_from_z(rules[i]), &rule));
        }
    }
}

static void test_broken_files(void)
{
    static char bytes[64 * 1024];
    FILE *file = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
    size_t len = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file != NULL) {
        fclose(file);
    }
    test ("a file cut short anywhere is refused") {
        struct tzif tzif;
        for (size_t cut = 0; cut < len; cut++) {
            char *copy = malloc(cut + 1); /* its own, so that a sanitizer sees every overrun */
            memcpy(copy, bytes, cut);
            expect(!tzif_parse((str){copy, cut}, &tzif));
            free(copy);
        }
        expect(tzif_parse((str){bytes, len}, &tzif));
        free(tzif.changes);
    }
    test ("a file with any byte changed is read or refused, never worse") {
        for (size_t i = 0; i < len; i++) {
            struct tzif tzif;
            char kept = bytes[i];
            bytes[i] = (char)0xFF;
            if (tzif_parse((str){bytes, len}, &tzif)) {
                (void)tzif_period_at(&tzif, INT64_C(4000000000));
                (void)tzif_period_at(&tzif, -INT64_C(4000000000));
                free(tzif.changes);
            }
            bytes[i] = kept;
        }
        expect(len > 0);
    }
}

/* glibc reads the same files; this program has one thread, so its way of choosing a zone will do.
 */
static void expect_as_libc(const struct zone *zone, int64_t second)
{
    time_t t = (time_t)second;
    struct tm tm;
    localtime_r(&t, &tm);
    struct civil c = zone_local(zone, (when){second * WHEN_SECOND});
    bool same = c.year == tm.tm_year + 1900 && c.month == tm.tm_mon + 1 && c.day == tm.tm_mday &&
                c.hour == tm.tm_hour && c.minute == tm.tm_min && c.second == tm.tm_sec &&
                c.weekday == tm.tm_wday &&
                zone_offset(zone, (when){second * WHEN_SECOND}) == tm.tm_gmtoff;
    if (!same) {
        printf("# %" STR_FMT " at %lld\n", STR_ARG(zone_name(zone)), (long long)second);
    }
    expect(same);
}

static void test_against_libc(void)
{
    test ("every offered zone agrees with the C library from 1900 to 2400") {
        size_t count = 0;
        const str *names = zone_common(&count);
        for (size_t i = 0; i < count; i++) {
            const struct zone *zone = zone_by_name(names[i]);
            setenv("TZ", str_z(&arena, names[i]), 1);
            tzset();
            for (int64_t t = -INT64_C(2208988800); t < INT64_C(13569465600);
                 t += 5 * 86400 + 3607) {
                expect_as_libc(zone, t);
            }
            for (int64_t t = INT64_C(1774400000); t < INT64_C(1774400000) + 366 * 86400;
                 t += 1799) {
                expect_as_libc(zone, t); /* each clock change of a year, close by */
            }
        }
    }
}

static void *load_all(void *failed)
{
    size_t count = 0;
    const str *names = zone_common(&count);
    bool found = true;
    for (size_t i = 0; i < count; i++) {
        const struct zone *zone = zone_by_name(names[i]);
        found = found && zone != NULL && zone == zone_by_name(names[i]);
    }
    return found ? NULL : failed;
}

static void test_threads(void)
{
    test ("threads that ask at once get the same zones") {
        pthread_t threads[8];
        for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
            expect(pthread_create(&threads[i], NULL, load_all, threads) == 0);
        }
        for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
            void *failed = threads;
            pthread_join(threads[i], &failed);
            expect(failed == NULL);
        }
    }
}

int main(void)
{
    arena_init(&arena, 1 << 20);
    test_threads(); /* first, while nothing is loaded */
    test_names();
    test_clocks();
    test_rules();
    test_broken_files();
    test_against_libc();
    arena_done(&arena);
    return tests_done();
}
