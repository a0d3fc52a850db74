/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <inttypes.h>
#include <stdio.h>

static struct {
    const char *sentence;
    bool failed;
    int count;
    int failures;
} state;

bool test_begin(const char *sentence)
{
    state.sentence = sentence;
    state.failed = false;
    state.count++;
    return true;
}

bool test_end(void)
{
    printf("%s %d - %s\n", state.failed ? "not ok" : "ok", state.count, state.sentence);
    fflush(stdout);
    state.failures += state.failed;
    return false;
}

static void fail(const char *what, const char *file, int line)
{
    state.failed = true;
    printf("# %s:%d: %s\n", file, line, what);
}

void test_expect(bool held, const char *what, const char *file, int line)
{
    if (!held) {
        fail(what, file, line);
    }
}

void test_expect_str(str actual, str wanted, const char *what, const char *file, int line)
{
    if (!str_eq(actual, wanted)) {
        fail(what, file, line);
        printf("#   got    \"%" STR_FMT "\"\n#   wanted \"%" STR_FMT "\"\n", STR_ARG(actual),
               STR_ARG(wanted));
    }
}

void test_expect_i64(int64_t actual, int64_t wanted, const char *what, const char *file, int line)
{
    if (actual != wanted) {
        fail(what, file, line);
        printf("#   got %" PRId64 ", wanted %" PRId64 "\n", actual, wanted);
    }
}

int tests_skipped(const char *reason)
{
    printf("1..0 # SKIP %s\n", reason);
    return 0;
}

int tests_done(void)
{
    printf("1..%d\n", state.count);
    return state.failures == 0 ? 0 : 1;
}
