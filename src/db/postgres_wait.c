/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for the server's answer, never without an end: a server that is frozen, or a commit whose
 * standby hangs, costs a thread so long and no longer. The server's own limits do not do that: a
 * frozen one does not look at its clock, and none of them cuts the wait of a COMMIT short. */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "db/postgres.h"
#include "system/clock.h"

#define LOOK_US (INT64_C(200) * 1000) /* how often a wait looks whether the process ends */

static int64_t until(const struct postgres_db *db, int64_t deadline_us)
{
    int64_t end_us = atomic_load(&db->db.engine->give_up_at_us);
    return end_us != 0 && end_us < deadline_us ? end_us : deadline_us;
}

/* False when nothing came until the end. */
static bool wait_at_socket(struct postgres_db *db, short events, int64_t deadline_us)
{
    for (;;) {
        int64_t left_us = until(db, deadline_us) - clock_monotonic_us();
        if (left_us <= 0) {
            return false;
        }
        struct pollfd fd = {.fd = PQsocket(db->link), .events = events};
        int ready = poll(&fd, 1, (int)((left_us < LOOK_US ? left_us : LOOK_US) / 1000) + 1);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

static bool flush(struct postgres_db *db, int64_t deadline_us)
{
    int left = PQflush(db->link);
    while (left > 0) {
        if (!wait_at_socket(db, POLLIN | POLLOUT, deadline_us)) {
            return false;
        }
        (void)PQconsumeInput(db->link); /* the server may wait for us to read before it reads on */
        left = PQflush(db->link);
    }
    return true; /* a failure is told by the result */
}

static bool collect(struct postgres_db *db, int64_t deadline_us, PGresult **out)
{
    for (;;) {
        while (PQisBusy(db->link) != 0) {
            if (!wait_at_socket(db, POLLIN, deadline_us)) {
                return false;
            }
            if (PQconsumeInput(db->link) == 0) {
                break;
            }
        }
        PGresult *next = PQgetResult(db->link);
        if (next == NULL) {
            return true;
        }
        PQclear(*out);
        *out = next;
    }
}

PGresult *postgres_answer(struct postgres_db *db, int sent)
{
    PGresult *result = NULL;
    if (sent == 0) {
        return NULL;
    }
    const struct postgres_engine *engine = (struct postgres_engine *)(void *)db->db.engine;
    int64_t deadline_us = db->unbounded ? INT64_MAX : clock_monotonic_us() + engine->patience_us;
    if (flush(db, deadline_us) && collect(db, deadline_us, &result)) {
        return result;
    }
    PQclear(result);
    db->is_silent = true;
    /* Whatever is asked of this connection from here on fails at once. */
    (void)shutdown(PQsocket(db->link), SHUT_RDWR);
    return NULL;
}

PGresult *postgres_ask(struct postgres_db *db, const char *sql)
{
    return postgres_answer(db, PQsendQuery(db->link, sql));
}
