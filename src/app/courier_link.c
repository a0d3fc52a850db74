/* SPDX-License-Identifier: Apache-2.0 */
#include "app/courier_link.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "courier/frame.h"
#include "system/clock.h"
#include "system/log.h"

#define LONGEST_MS 60000
#define GRACE_US (10 * INT64_C(1000000)) /* beyond the keeper's own patience with a worker */

struct courier_link {
    struct nursery *nursery;
    pthread_mutex_t lock;
    int fd;                  /* -1: no courier */
    pthread_mutex_t fd_lock; /* fd is closed and shut down under it */
    bool interrupted;
};

err courier_link_open(struct nursery *nursery, struct courier_link **out)
{
    struct courier_link *link = calloc(1, sizeof(*link));
    CHECK(link != NULL);
    *link = (struct courier_link){.nursery = nursery, .fd = -1};
    pthread_mutex_init(&link->lock, NULL);
    pthread_mutex_init(&link->fd_lock, NULL);
    *out = link;
    return ERR_OK;
}

/* A keeper whose socket closes ends by itself. */
static void hang_up(struct courier_link *link)
{
    pthread_mutex_lock(&link->fd_lock);
    if (link->fd >= 0) {
        close(link->fd);
    }
    link->fd = -1;
    pthread_mutex_unlock(&link->fd_lock);
}

void courier_link_interrupt(struct courier_link *link)
{
    if (link == NULL) {
        return;
    }
    pthread_mutex_lock(&link->fd_lock);
    link->interrupted = true;
    if (link->fd >= 0) {
        (void)shutdown(link->fd, SHUT_RDWR); /* whoever waits at it wakes; it is closed there */
    }
    pthread_mutex_unlock(&link->fd_lock);
}

/* Has a courier at the link, a new one if need be. */
static bool is_connected(struct courier_link *link)
{
    int fd = link->fd >= 0 ? link->fd : nursery_child(link->nursery, CHILD_COURIER);
    pthread_mutex_lock(&link->fd_lock);
    link->fd = fd;
    if (link->interrupted && fd >= 0) {
        (void)shutdown(fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&link->fd_lock);
    return fd >= 0;
}

void courier_link_close(struct courier_link **link)
{
    if (*link == NULL) {
        return;
    }
    hang_up(*link);
    pthread_mutex_destroy(&(*link)->lock);
    pthread_mutex_destroy(&(*link)->fd_lock);
    free(*link);
    *link = NULL;
}

static bool exchange(struct courier_link *link, struct arena *arena, const struct courier_job *job,
                     struct courier_answer *out)
{
    struct courier_job bounded = *job;
    bounded.timeout_ms = job->timeout_ms > LONGEST_MS ? LONGEST_MS : job->timeout_ms;
    int64_t deadline = clock_monotonic_us() + bounded.timeout_ms * INT64_C(1000) + GRACE_US;
    str answer = {0};
    return frame_write(link->fd, courier_job_write(arena, &bounded), deadline) == FRAME_OK &&
           frame_read(link->fd, arena, deadline, &answer) == FRAME_OK &&
           courier_answer_read(arena, answer, out) == ERR_OK;
}

void courier_link_send(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct delivery *out)
{
    struct courier_answer answer;
    courier_link_http(link, arena, job, &answer);
    *out = answer.delivery;
}

void courier_link_http(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct courier_answer *out)
{
    pthread_mutex_lock(&link->lock);
    *out = (struct courier_answer){.delivery = {DELIVERY_RETRY, 0, STR("the courier is away")}};
    if (!is_connected(link)) {
        log_error("courier cannot be started here; messages wait for a restart of the server",
                  LOG_END);
    } else if (!exchange(link, arena, job, out)) {
        log_error(link->interrupted ? "a message under way was given up, because the server ends"
                                    : "courier lost, the next job has another",
                  LOG_END);
        hang_up(link);
    }
    pthread_mutex_unlock(&link->lock);
}
