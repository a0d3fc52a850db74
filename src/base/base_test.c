/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/when.h"
#include "test.h"

static void arena_tests(void)
{
    test ("memory of an arena is zeroed, also after a rewind") {
        struct arena arena;
        arena_init(&arena, (size_t)1 << 24);
        struct arena_mark start = arena_mark(&arena);
        memset(arena_alloc(&arena, 100000), 7, 100000);
        arena_rewind(&arena, start);
        const char *again = arena_alloc(&arena, 100000);
        size_t dirty = 0;
        for (size_t i = 0; i < 100000; i++) {
            dirty += again[i] != 0;
        }
        expect_i64((int64_t)dirty, 0);
        arena_done(&arena);
    }
    test ("a rewind gives back exactly what came after the mark") {
        struct arena arena;
        arena_init(&arena, (size_t)1 << 24);
        str kept = str_dup(&arena, STR("kept"));
        struct arena_mark mark = arena_mark(&arena);
        size_t used = arena.used;
        for (int i = 0; i < 100; i++) {
            (void)arena_alloc(&arena, 5000);
        }
        arena_rewind(&arena, mark);
        expect_i64((int64_t)arena.used, (int64_t)used);
        expect_str(kept, STR("kept"));
        arena_done(&arena);
    }
}

static void reserve_tests(void)
{
    test ("over its limit an arena is exhausted and goes on, until it is reset") {
        struct arena arena;
        arena_init_with_reserve(&arena, 1000);
        (void)arena_alloc(&arena, 900);
        expect(!arena_is_exhausted(&arena));
        struct arena_mark mark = arena_mark(&arena);
        expect(arena_alloc(&arena, 2000) != NULL);
        expect(arena_is_exhausted(&arena));
        arena_rewind(&arena, mark);
        expect(arena_is_exhausted(&arena)); /* what was made meanwhile may have got out */
        arena_begin_again(&arena, mark);
        expect(!arena_is_exhausted(&arena));
        (void)arena_alloc(&arena, 2000);
        arena_reset(&arena);
        expect(!arena_is_exhausted(&arena) && arena.used == 0);
        arena_done(&arena);
    }
    test ("a text that cannot grow goes on in its room and marks the arena") {
        struct arena arena;
        arena_init_with_reserve(&arena, 4096);
        struct buf text = buf_in(&arena);
        bool overran = false;
        for (int i = 0; i < 100000; i++) {
            buf_put(&text, STR("word"));
            buf_put_i64(&text, i);
            buf_printf(&text, "%d,", i);
            overran = overran || text.len > text.cap;
        }
        expect(!overran && arena_is_exhausted(&arena) && arena.used <= 4096);
        struct buf large = buf_in(&arena);
        (void)buf_reserve(&large, 5000);
        expect(large.cap - large.len >= 5000);
        struct buf small = buf_in(&arena);
        buf_put(&small, STR("small texts stay whole"));
        expect_str(buf_str(&small), STR("small texts stay whole"));
        arena_done(&arena);
    }
}

static void grow_tests(void)
{
    test ("the last allocation grows in place, an older one moves, both keep what they held") {
        struct arena arena;
        arena_init(&arena, (size_t)1 << 24);
        char *first = arena_grow(&arena, NULL, 0, 100);
        memcpy(first, "first", 6);
        expect(arena_grow(&arena, first, 100, 200) == first);
        char *second = arena_grow(&arena, NULL, 0, 50);
        memcpy(second, "second", 7);
        char *moved = arena_grow(&arena, first, 200, 100000);
        expect(moved != first);
        expect_str(str_from_z(moved), STR("first"));
        expect_str(str_from_z(second), STR("second"));
        expect_str(str_from_z(arena_alloc(&arena, 8)), STR(""));
        arena_done(&arena);
    }
}

static void str_tests(struct arena *arena)
{
    test ("whole numbers are read whole or not at all") {
        int64_t n = 5;
        expect(str_to_i64(STR("-9223372036854775808"), &n) && n == INT64_MIN);
        expect(!str_to_i64(STR("9223372036854775808"), &n) && n == INT64_MIN);
        expect(!str_to_i64(STR(""), &n) && !str_to_i64(STR("-"), &n));
        expect(!str_to_i64(STR("1 "), &n) && !str_to_i64(STR("+1"), &n) &&
               !str_to_i64(STR("0x1"), &n));
    }
    test ("malformed UTF-8 is seen: overlong, surrogate, cut short, too high") {
        expect(str_is_utf8(STR("Олена Ковальчук €𝄞")));
        expect(!str_is_utf8(STR("\xC0\xAF")) && !str_is_utf8(STR("\xE0\x80\xAF")));
        expect(!str_is_utf8(STR("\xED\xA0\x80")) && !str_is_utf8(STR("\xF4\x90\x80\x80")));
        expect(!str_is_utf8(STR("\xD0")) && !str_is_utf8(STR("\xE2\x82")) &&
               !str_is_utf8(STR("\x80")));
    }
    test ("characters are counted by code point") {
        expect_i64((int64_t)str_char_count(STR("ґєії𝄞a")), 6);
    }
    test ("a cut leaves the rest, or nothing when the byte is absent") {
        str rest;
        expect_str(str_cut(STR("a=b=c"), '=', &rest), STR("a"));
        expect_str(rest, STR("b=c"));
        expect_str(str_cut(STR("abc"), '=', &rest), STR("abc"));
        expect_i64((int64_t)rest.len, 0);
    }
    test ("a buf keeps its text while it grows") {
        struct buf buf = buf_in(arena);
        for (int i = 0; i < 10000; i++) {
            buf_put(&buf, STR("ab"));
        }
        buf_put_i64(&buf, INT64_MIN);
        buf_printf(&buf, "|%d", 7);
        expect_i64((int64_t)buf.len, 20000 + 20 + 2);
        expect(str_ends(buf_str(&buf), STR("ab-9223372036854775808|7")));
    }
    test ("secrets compare whole") {
        struct secret a = secret_copy(arena, STR("tavro-1"));
        struct secret b = secret_copy(arena, STR("tavro-2"));
        expect(!secret_eq(a, b));
        b.ptr[6] = '1';
        expect(secret_eq(a, b));
        secret_wipe(&a);
        expect(a.ptr == NULL && a.len == 0);
    }
}

static void when_tests(struct arena *arena)
{
    test ("every day from 1600 to 2400 goes to the calendar and back") {
        struct civil c = {.year = 1600, .month = 1, .day = 1};
        when t = when_from_civil(&c);
        int wrong = 0;
        int weekday = when_to_civil(t).weekday;
        while (c.year < 2400) {
            c = when_to_civil(t);
            wrong += when_from_civil(&c).us != t.us || c.weekday != weekday;
            weekday = (weekday + 1) % 7;
            t = when_add(t, WHEN_DAY);
        }
        expect_i64(wrong, 0);
    }
    test ("seconds until a moment count one that has begun, and none when it has passed") {
        expect_i64(when_seconds_until((when){WHEN_SECOND + 1}, (when){0}), 2);
        expect_i64(when_seconds_until((when){WHEN_SECOND}, (when){0}), 1);
        expect_i64(when_seconds_until((when){5}, (when){5}), 0);
        expect_i64(when_seconds_until((when){0}, (when){WHEN_DAY}), 0);
    }
    test ("RFC 3339 is read strictly") {
        when t = {0};
        expect(when_from_rfc3339(STR("2026-11-22T12:30:05.250+02:00"), &t));
        expect_str(when_rfc3339(arena, t), STR("2026-11-22T10:30:05Z"));
        expect_i64(t.us % WHEN_SECOND, 250000);
        expect(!when_from_rfc3339(STR("2026-02-29T00:00:00Z"), &t));
        expect(!when_from_rfc3339(STR("2026-02-28T24:00:00Z"), &t));
        expect(!when_from_rfc3339(STR("2026\r02-28T00:00:00Z"), &t));
        expect(!when_from_rfc3339(STR("2026-02-28T00:00:00Z "), &t));
    }
}

static void hash_tests(void)
{
    test ("the hash is FNV-1a, and its seed tells tables apart") {
        expect(hash_text(0, STR("")) == 0xcbf29ce484222325U);
        expect(hash_text(0, STR("a")) == 0xaf63dc4c8601ec8cU);
        expect(hash_text(0, STR("foobar")) == 0x85944171f73967e8U);
        expect(hash_text(1, STR("foobar")) != hash_text(2, STR("foobar")));
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, (size_t)1 << 26);
    arena_tests();
    reserve_tests();
    grow_tests();
    str_tests(&arena);
    when_tests(&arena);
    hash_tests();
    arena_done(&arena);
    return tests_done();
}
