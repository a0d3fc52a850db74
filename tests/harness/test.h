/* SPDX-License-Identifier: Apache-2.0 */
/* Tests in the Test Anything Protocol. A test is a sentence and a block:
 *
 *     int main(void)
 *     {
 *         test("a closed ticket cannot be answered by its owner")
 *         {
 *             expect(!ticket_may_reply(&ticket, owner));
 *         }
 *         return tests_done();
 *     }
 *
 * A failed expect prints what and where and the test goes on; the sentence then counts as failed.
 */
#pragma once

#include <stdbool.h>

#include "base/str.h"

#define test(sentence)                                                                             \
    for (bool test_runs = test_begin(sentence); test_runs; test_runs = test_end())

#define expect(x) test_expect((x), #x, __FILE__, __LINE__)
#define expect_str(actual, wanted) test_expect_str((actual), (wanted), #actual, __FILE__, __LINE__)
#define expect_i64(actual, wanted) test_expect_i64((actual), (wanted), #actual, __FILE__, __LINE__)

bool test_begin(const char *sentence);
bool test_end(void);
void test_expect(bool held, const char *what, const char *file, int line);
void test_expect_str(str actual, str wanted, const char *what, const char *file, int line);
void test_expect_i64(int64_t actual, int64_t wanted, const char *what, const char *file, int line);

/* Marks the whole program as skipped, with the reason; returns main's value. */
int tests_skipped(const char *reason);

/* Prints the plan; returns main's value: 0 when every sentence held. */
int tests_done(void);
