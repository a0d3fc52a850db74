/* SPDX-License-Identifier: Apache-2.0 */
/* What a test of a room stands on: a fresh database, default settings as a demonstration, cheap
 * hashes, and an act whose clock the test moves. Messages are read where the demonstration shows
 * them.
 *
 *     struct test_room r;
 *     if (!test_room_open(&r)) {
 *         return tests_skipped("no PostgreSQL at hand");
 *     }
 */
#pragma once

#include "features/accounts/accounts.h"
#include "testdb.h"
#include "web/job.h"

struct test_room {
    struct test_db t;
    struct settings settings;
    struct site site;
    struct act act;
};

bool test_room_open(struct test_room *out);
void test_room_close(struct test_room *room);

/* Moves the act's clock. */
void test_room_wait(struct test_room *room, int64_t span_us);

/* An account ready to use, with proven e-mail LOGIN@example.com. */
account_id test_room_account(struct test_room *room, str login, str phone, str password);

/* How many messages went to this address, and the text of the newest ("" without any). */
int64_t test_room_messages(struct test_room *room, str to);
str test_room_text(struct test_room *room, str to);
/* The six digits, and the link's token, of the newest message to this address; "" without. */
str test_room_code(struct test_room *room, str to);
str test_room_token(struct test_room *room, str to);

/* Runs the job of this name for this ref, in a transaction. */
err test_room_job(struct test_room *room, const struct job_kind *kinds, const char *name, str ref);
