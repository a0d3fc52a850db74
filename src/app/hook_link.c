/* SPDX-License-Identifier: Apache-2.0 */
#include "app/hook_link.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "courier/frame.h"
#include "courier/hook.h"
#include "system/clock.h"

#define GRACE_US (10 * INT64_C(1000000)) /* for killing what would not end */

struct hook_link {
    struct nursery *nursery;
    pthread_mutex_t lock;
    int fd; /* -1: no runner */
    bool interrupted;
};

err hook_link_open(struct nursery *nursery, struct hook_link **out)
{
    struct hook_link *link = calloc(1, sizeof(*link));
    CHECK(link != NULL);
    *link = (struct hook_link){.nursery = nursery, .fd = -1};
    pthread_mutex_init(&link->lock, NULL);
    *out = link;
    return ERR_OK;
}

/* A runner whose socket closes kills what it runs and ends. */
static void hang_up(struct hook_link *link)
{
    pthread_mutex_lock(&link->lock);
    if (link->fd >= 0) {
        close(link->fd);
    }
    link->fd = -1;
    pthread_mutex_unlock(&link->lock);
}

void hook_link_close(struct hook_link **link)
{
    if (*link == NULL) {
        return;
    }
    hang_up(*link);
    pthread_mutex_destroy(&(*link)->lock);
    free(*link);
    *link = NULL;
}

void hook_link_interrupt(struct hook_link *link)
{
    pthread_mutex_lock(&link->lock);
    link->interrupted = true;
    if (link->fd >= 0) {
        (void)shutdown(link->fd, SHUT_RDWR); /* whoever waits at it wakes; it is closed there */
    }
    pthread_mutex_unlock(&link->lock);
}

static bool is_interrupted(struct hook_link *link)
{
    pthread_mutex_lock(&link->lock);
    bool interrupted = link->interrupted;
    pthread_mutex_unlock(&link->lock);
    return interrupted;
}

/* A socket to the runner, -1 when there is none to be had. */
static int connected(struct hook_link *link)
{
    int fd = link->fd >= 0 ? link->fd : nursery_child(link->nursery, CHILD_HOOKS);
    pthread_mutex_lock(&link->lock);
    link->fd = fd;
    if (link->interrupted && fd >= 0) {
        (void)shutdown(fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&link->lock);
    return fd;
}

static enum hook_end end_of(enum hook_word word)
{
    switch (word) {
    case HOOK_END_EXIT:
        return HOOK_EXITED;
    case HOOK_END_SIGNAL:
    case HOOK_END_LIMIT:
        return HOOK_KILLED;
    case HOOK_LINE:
    case HOOK_END_ABSENT:
        break;
    }
    return HOOK_NOT_STARTED;
}

/* Hands on the lines as they come, until the end; false when the runner was lost. */
static bool hear(int fd, struct arena *arena, const struct outside_hook *hook, int64_t deadline,
                 struct outside_hook_answer *out)
{
    for (;;) {
        struct arena_mark mark = arena_mark(arena);
        struct hook_report report;
        str json = {0};
        if (frame_read(fd, arena, deadline, &json) != FRAME_OK ||
            hook_report_read(arena, json, &report) != ERR_OK) {
            return false;
        }
        if (report.word != HOOK_LINE) {
            *out = (struct outside_hook_answer){
                .end = end_of(report.word),
                .status = report.status,
                .last = report.text,
                .story = report.story,
            };
            return true;
        }
        if (hook->line != NULL) {
            hook->line(hook->context, report.text);
        }
        arena_rewind(arena, mark);
    }
}

void hook_link_run(struct hook_link *link, struct arena *arena, const struct outside_hook *hook,
                   struct outside_hook_answer *out)
{
    struct hook_job job = {hook->name, hook->input, hook->timeout_ms};
    int64_t deadline = clock_monotonic_us() + hook->timeout_ms * INT64_C(1000) + GRACE_US;
    int fd = connected(link);
    *out = (struct outside_hook_answer){HOOK_NOT_STARTED, 0, STR(""),
                                        STR("there is nobody to start hooks")};
    if (fd < 0) {
        return;
    }
    if (frame_write(fd, hook_job_write(arena, &job), deadline) == FRAME_OK &&
        hear(fd, arena, hook, deadline, out)) {
        return;
    }
    hang_up(link);
    bool meant = is_interrupted(link);
    *out = (struct outside_hook_answer){
        .end = HOOK_INTERRUPTED,
        .story = meant ? STR("the server stopped") : STR("the runner of hooks was lost"),
    };
}
