/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "courier/frame.h"
#include "courier/hook.h"
#include "courier/hook_child.h"
#include "courier/keeper.h"
#include "system/clock.h"

#define RUN_MEMORY ((size_t)16 << 20)

struct run {
    struct arena *arena;
    const struct hook_job *job;
    struct hook_child child;
    int64_t deadline_us;
    struct buf line;    /* being read */
    char *last_room;    /* HOOK_ANSWER_MAX bytes */
    str last;           /* the last whole line: the answer, unless another follows */
    size_t said;        /* bytes of both outputs */
    struct buf lament;  /* what it complained of */
    const char *excess; /* what it had too much of; NULL: nothing */
    bool server_gone;
};

/* One line of well-formed text for JSON, logs and people. */
static str plain_line(struct arena *arena, str s)
{
    bool good = str_is_utf8(s);
    char *text = str_z(arena, s);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7f) {
            text[i] = ' ';
        } else if (c >= 0x80 && !good) {
            text[i] = '?';
        }
    }
    return str_trim((str){text, s.len});
}

static void report(struct run *run, const struct hook_report *report)
{
    if (frame_write(PARENT_FD, hook_report_write(run->arena, report), 0) != FRAME_OK) {
        run->server_gone = true;
    }
}

/* A whole line makes the one before a report of progress. However many lines there are, they take
 * no more memory than one. */
static void end_line(struct run *run)
{
    struct arena_mark mark = arena_mark(run->arena);
    str line = plain_line(run->arena, buf_str(&run->line));
    run->line.len = 0;
    if (line.len > 0) {
        if (run->last.len > 0 && run->last.len <= HOOK_LINE_MAX) {
            report(run, &(struct hook_report){.word = HOOK_LINE, .text = run->last});
        }
        memcpy(run->last_room, line.ptr, line.len);
        run->last = (str){run->last_room, line.len};
    }
    arena_rewind(run->arena, mark);
}

static void take_output(struct run *run, str bytes)
{
    while (bytes.len > 0) {
        ptrdiff_t end = str_index(bytes, '\n');
        str part = end < 0 ? bytes : str_sub(bytes, 0, (size_t)end);
        if (run->line.len + part.len > HOOK_ANSWER_MAX) {
            run->excess = "a line of its output was too long";
            return;
        }
        buf_put(&run->line, part);
        if (end < 0) {
            return;
        }
        end_line(run);
        bytes = str_skip(bytes, (size_t)end + 1);
    }
}

/* Reads what is there; false at the end of the stream. */
static bool read_some(struct run *run, int fd, bool is_lament)
{
    char bytes[8192];
    ssize_t got = read(fd, bytes, sizeof(bytes));
    if (got <= 0) {
        return got < 0 && (errno == EINTR || errno == EAGAIN);
    }
    run->said += (size_t)got;
    if (run->said > HOOK_OUTPUT_MAX) {
        run->excess = "it said too much";
        return false;
    }
    if (is_lament) {
        buf_put(&run->lament, (str){bytes, (size_t)got});
    } else {
        take_output(run, (str){bytes, (size_t)got});
    }
    return true;
}

static int time_left_ms(const struct run *run)
{
    int64_t left = run->deadline_us - clock_monotonic_us();
    return left <= 0 ? 0 : (int)(left / 1000) + 1;
}

/* Until it ended, had too much of something, or the server is gone. Who holds the pipes open after
 * the hook itself ended is not waited for. */
static void listen_to(struct run *run)
{
    struct pollfd fds[4] = {
        {.fd = run->child.out, .events = POLLIN},
        {.fd = run->child.err, .events = POLLIN},
        {.fd = run->child.pid_fd, .events = POLLIN},
        {.fd = PARENT_FD, .events = POLLIN},
    };
    while (run->excess == NULL && !run->server_gone) {
        int left = time_left_ms(run);
        int ready = left > 0 ? poll(fds, 4, left) : 0;
        if (ready == 0) {
            run->excess = "its time was over";
        }
        bool quiet = ready > 0 && fds[0].revents == 0 && fds[1].revents == 0;
        for (int i = 0; ready > 0 && i < 2; i++) {
            if (fds[i].revents != 0 && !read_some(run, fds[i].fd, i == 1)) {
                fds[i].fd = -1;
            }
        }
        run->server_gone = run->server_gone || (ready > 0 && fds[3].revents != 0);
        if (quiet && fds[2].revents != 0) {
            return;
        }
    }
}

static str story_of(struct run *run, const char *what, int number)
{
    str lament = buf_str(&run->lament);
    if (lament.len > HOOK_STORY_MAX) {
        lament = str_skip(lament, lament.len - HOOK_STORY_MAX);
        while (lament.len > 0 && ((unsigned char)lament.ptr[0] & 0xc0) == 0x80) {
            lament = str_skip(lament, 1); /* the rest of a letter */
        }
    }
    lament = plain_line(run->arena, lament);
    str head = number >= 0 ? str_printf(run->arena, "%s %d", what, number) : str_from_z(what);
    return lament.len == 0
               ? head
               : str_printf(run->arena, "%" STR_FMT ": %" STR_FMT, STR_ARG(head), STR_ARG(lament));
}

static void tell_end(struct run *run, int status)
{
    struct hook_report end = {.text = run->last};
    if (run->excess != NULL) {
        end.word = HOOK_END_LIMIT;
        end.story = story_of(run, run->excess, -1);
    } else if (WIFEXITED(status)) {
        end.word = HOOK_END_EXIT;
        end.status = WEXITSTATUS(status);
        end.story = story_of(run, "exit", end.status);
    } else {
        end.word = HOOK_END_SIGNAL;
        end.status = WTERMSIG(status);
        end.story = story_of(run, "killed by signal", end.status);
    }
    report(run, &end);
}

static void tell_absent(struct run *run, str story)
{
    report(run, &(struct hook_report){.word = HOOK_END_ABSENT, .story = story});
}

static void do_run(struct run *run, const char *folder)
{
    char *path =
        str_z(run->arena, str_printf(run->arena, "%s/%" STR_FMT, folder, STR_ARG(run->job->name)));
    str fault = hook_child_fault(run->arena, folder, path);
    if (fault.len > 0) {
        tell_absent(run, fault);
        return;
    }
    if (!hook_child_start(path, run->job->input, &run->child)) {
        tell_absent(run, STR("the hook could not be started"));
        return;
    }
    listen_to(run);
    int status = hook_child_end(&run->child);
    end_line(run); /* the last one may lack its line feed */
    if (!run->server_gone) {
        tell_end(run, status);
    }
}

_Noreturn void hooks_run(const char *folder)
{
    struct arena arena;
    str json = {0};
    (void)prctl(PR_SET_NAME, "kabinet-hooks");
    arena_init(&arena, RUN_MEMORY);
    while (frame_read(PARENT_FD, &arena, 0, &json) == FRAME_OK) {
        struct hook_job job;
        struct run run = {.arena = &arena,
                          .job = &job,
                          .last_room = arena_alloc(&arena, HOOK_ANSWER_MAX),
                          .line = buf_in(&arena),
                          .lament = buf_in(&arena)};
        if (hook_job_read(&arena, json, &job) != ERR_OK) {
            tell_absent(&run, STR("that is no name of a hook"));
        } else {
            run.deadline_us = clock_monotonic_us() + job.timeout_ms * INT64_C(1000);
            do_run(&run, folder);
        }
        if (run.server_gone) {
            break;
        }
        arena_reset(&arena);
    }
    _exit(0);
}
