/* SPDX-License-Identifier: Apache-2.0 */
/* The gate against the tables of tests/gate: every request goes through the reader the server runs,
 * once in one piece and once byte by byte, and both must give the same verdict. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "http/text.h"
#include "reader.h"

#define MEMORY ((size_t)64 * 1024 * 1024)
/* The refusal, or 0 with the number of complete requests. */
static int verdict(struct arena *arena, str raw, size_t step, int *complete)
{
    struct reader reader = {.arena = arena};
    size_t taken = 0;
    int result = reader_run(&reader, raw, step, &taken);
    *complete = reader.complete;
    return result;
}

static void put_escape(struct buf *out, str text, size_t *at)
{
    char c = text.ptr[++*at];
    if (c == 'x') {
        buf_put_char(out, (char)(http_hex(text.ptr[*at + 1]) * 16 + http_hex(text.ptr[*at + 2])));
        *at += 2;
        return;
    }
    buf_put_char(out, c == 'r' ? '\r' : c == 'n' ? '\n' : c == 't' ? '\t' : c);
}

static str unescaped(struct arena *arena, str text)
{
    struct buf out = buf_in(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\') {
            put_escape(&out, text, &i);
        } else if (text.ptr[i] == '{') {
            str count;
            str inside = str_skip(text, i + 1);
            inside = str_sub(inside, 0, (size_t)str_index(inside, '}'));
            str part = unescaped(arena, str_cut(inside, '*', &count));
            int64_t times = 0;
            CHECK(str_to_i64(count, &times));
            for (; times > 0; times--) {
                buf_put(&out, part);
            }
            i += inside.len + 1;
        } else {
            buf_put_char(&out, text.ptr[i]);
        }
    }
    return buf_str(&out);
}

static bool is_wanted(str wanted, int result)
{
    int64_t status = 0;
    if (str_starts(wanted, STR("4xx"))) {
        bool not_implemented = str_eq(wanted, STR("4xx-501")) && result == 501;
        return (result >= 400 && result < 500) || not_implemented;
    }
    return str_to_i64(wanted, &status) && status == result;
}

static void check_case(struct arena *arena, str sentence, str wanted, str raw, bool refused)
{
    static const size_t steps[] = {SIZE_MAX, 1, 7};
    char title[200];
    snprintf(title, sizeof title, "%s: %" STR_FMT, refused ? "refused" : "accepted",
             STR_ARG(sentence));
    test (title) {
        for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
            int complete = 0;
            int result = verdict(arena, raw, steps[i], &complete);
            if (refused) {
                expect(is_wanted(wanted, result));
                expect_i64(complete, 0);
            } else {
                expect_i64(result, GATE_MORE);
                expect(is_wanted(wanted, complete));
            }
        }
    }
}

static void run_table(const char *folder, const char *name, bool refused)
{
    char path[512];
    char *line = NULL;
    size_t cap = 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    CHECK(file != NULL);
    for (ssize_t len = getline(&line, &cap, file); len > 0; len = getline(&line, &cap, file)) {
        struct arena arena;
        str text = {line, (size_t)len - (line[len - 1] == '\n')};
        ptrdiff_t first = str_find(text, STR(" | "));
        if (text.len == 0 || text.ptr[0] == '#' || first < 0) {
            continue;
        }
        arena_init(&arena, MEMORY);
        str rest = str_skip(text, (size_t)first + 3);
        ptrdiff_t second = str_find(rest, STR(" | "));
        CHECK(second >= 0);
        check_case(&arena, str_sub(text, 0, (size_t)first), str_sub(rest, 0, (size_t)second),
                   unescaped(&arena, str_skip(rest, (size_t)second + 3)), refused);
        arena_done(&arena);
    }
    free(line);
    fclose(file);
}

static void test_target(void)
{
    test ("a path is decoded once and the query left encoded") {
        struct arena arena;
        arena_init(&arena, MEMORY);
        struct http_request request = {.arena = &arena, .method = HTTP_GET};
        request.target = STR("/a%252e/%D1%96?x=%41%20b");
        expect_i64(gate_target(&request), GATE_DONE);
        expect_str(request.path, STR("/a%2e/і"));
        expect_str(request.query, STR("x=%41%20b"));
        arena_done(&arena);
    }
}

int main(int argc, char **argv)
{
    CHECK(argc == 2);
    run_table(argv[1], "refused.txt", true);
    run_table(argv[1], "accepted.txt", false);
    test_target();
    return tests_done();
}
