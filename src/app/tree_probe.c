/* SPDX-License-Identifier: Apache-2.0 */
#include "app/tree_probe.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/hooks_folder.h"
#include "app/nursery.h"
#include "courier/frame.h"
#include "system/clock.h"

#define PATIENCE_US (10 * WHEN_SECOND)
#define LOOK_US 50000
#define PROCESSES_MAX 64

/* What the kernel says about a process. */
struct process {
    char name[32];
    long uid, seccomp, no_new_privs;
    unsigned long long capabilities;
};

static bool look_at(int pid, struct process *out)
{
    char path[64], line[256];
    unsigned found = 0;
    *out = (struct process){0};
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        found += sscanf(line, "Name: %31s", out->name) == 1;
        found += sscanf(line, "Uid: %ld", &out->uid) == 1;
        found += sscanf(line, "Seccomp: %ld", &out->seccomp) == 1;
        found += sscanf(line, "NoNewPrivs: %ld", &out->no_new_privs) == 1;
        found += sscanf(line, "CapEff: %llx", &out->capabilities) == 1;
    }
    if (file != NULL) {
        fclose(file);
    }
    return found == 5;
}

static size_t add_children(int parent, int *out, size_t count)
{
    char path[64];
    int pid = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
    FILE *file = fopen(path, "re");
    while (file != NULL && count < PROCESSES_MAX && fscanf(file, "%d", &pid) == 1) {
        out[count++] = pid;
        count = add_children(pid, out, count);
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

static bool is_closed(const struct process *process)
{
    return process->seccomp == 2 && process->no_new_privs == 1 && process->capabilities == 0;
}

/* Every kind of process, those of hooks last. */
static const char *const kinds[] = {"kabinet-nursery", "kabinet-courier", "kabinet-worker",
                                    "kabinet-hookery", "kabinet-hooks"};
#define KINDS_OF_HOOKS 2

/* Whether all are there and closed. */
static bool walk(size_t kind_count, bool prints)
{
    int pids[PROCESSES_MAX];
    unsigned seen = 0;
    bool closed = true;
    size_t count = add_children((int)getpid(), pids, 0);
    for (size_t i = 0; i < count; i++) {
        struct process process;
        bool is_there = look_at(pids[i], &process);
        bool good = is_there && is_closed(&process);
        closed = closed && good;
        for (size_t kind = 0; is_there && kind < kind_count; kind++) {
            seen |= (unsigned)(strcmp(process.name, kinds[kind]) == 0) << kind;
        }
        if (prints && is_there) {
            printf("%s  rights for %s: uid %ld, seccomp %ld, no_new_privs %ld, capabilities %llx\n",
                   good ? "refused" : "ALLOWED", process.name, process.uid, process.seccomp,
                   process.no_new_privs, process.capabilities);
        }
    }
    return closed && seen == (1U << kind_count) - 1;
}

/* They close themselves one after the other, as they begin. */
static bool walk_patiently(size_t kind_count)
{
    int64_t end_us = clock_monotonic_us() + PATIENCE_US;
    while (!walk(kind_count, false) && clock_monotonic_us() < end_us) {
        usleep(LOOK_US);
    }
    bool closed = walk(kind_count, true);
    if (!closed) {
        printf("ALLOWED  something: a process is missing, or is not closed\n");
    }
    return closed;
}

/* What a stand-in found out. */
static bool ask(struct arena *arena, struct nursery *nursery, enum child_kind kind, str data_dir)
{
    int64_t end_us = clock_monotonic_us() + PATIENCE_US;
    str found = STR("");
    int fd = nursery_child(nursery, kind);
    bool answered = fd >= 0 && frame_write(fd, data_dir, end_us) == FRAME_OK &&
                    frame_read(fd, arena, end_us, &found) == FRAME_OK;
    if (fd >= 0) {
        close(fd);
    }
    if (!answered) {
        printf("ALLOWED  %s: it did not answer\n", kind == CHILD_HOOKS_PROBE ? "hook" : "worker");
    }
    printf("%" STR_FMT, STR_ARG(found));
    return answered && str_find(found, STR("ALLOWED")) < 0;
}

bool tree_probe(struct arena *arena, const struct settings *settings, const char *config)
{
    struct nursery *nursery = NULL;
    struct nursery_options options = {.settings = settings, .config = config};
    struct buf ignored = buf_in(arena);
    (void)!hooks_folder(arena, settings, &options.hooks_folder, &ignored);
    fflush(stdout);
    if (nursery_open(&options, &nursery) != ERR_OK) {
        return false;
    }
    bool has_hooks = options.hooks_folder.len > 0;
    bool closed = ask(arena, nursery, CHILD_WORKER_PROBE, settings->data_dir);
    if (has_hooks) {
        closed = ask(arena, nursery, CHILD_HOOKS_PROBE, settings->data_dir) && closed;
    }
    int courier = nursery_child(nursery, CHILD_COURIER);
    int hooks = has_hooks ? nursery_child(nursery, CHILD_HOOKS) : -1;
    closed = walk_patiently(ARRAY_LEN(kinds) - (has_hooks ? 0 : KINDS_OF_HOOKS)) && closed;
    if (courier >= 0) {
        close(courier);
    }
    if (hooks >= 0) {
        close(hooks);
    }
    nursery_close(&nursery);
    return closed;
}
