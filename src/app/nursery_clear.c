/* SPDX-License-Identifier: Apache-2.0 */
/* A nursery ends with its server, but not one that somebody has stopped. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/nursery.h"
#include "system/log.h"

#define TEXT_MAX 4096

/* What /proc/PID/NAME says; empty when there is nothing to be read. */
static str text_of(long pid, const char *name, char *room)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/%s", pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, room, TEXT_MAX);
    if (fd >= 0) {
        close(fd);
    }
    return (str){room, got > 0 ? (size_t)got : 0};
}

/* "kabinet-courier nursery data=DIR …", each with a zero behind it. */
static bool is_nursery_of(long pid, str data_dir)
{
    char room[TEXT_MAX];
    str rest = text_of(pid, "cmdline", room);
    (void)str_cut(rest, '\0', &rest);
    if (!str_eq(str_cut(rest, '\0', &rest), STR("nursery"))) {
        return false;
    }
    while (rest.len > 0) {
        str word = str_cut(rest, '\0', &rest);
        if (str_starts(word, STR("data=")) && str_eq(str_skip(word, 5), data_dir)) {
            return true;
        }
    }
    return false;
}

/* Another process has taken the place of its parent. */
static bool is_orphan(long pid)
{
    char room[TEXT_MAX + 1];
    str text = text_of(pid, "stat", room);
    room[text.len] = '\0';
    const char *behind = strrchr(room, ')');
    long parent = 0;
    if (behind == NULL || sscanf(behind, ") %*c %ld", &parent) != 1) {
        return false;
    }
    return !str_eq(str_trim(text_of(parent, "comm", room)), STR("kabinet"));
}

void nursery_clear(str data_dir)
{
    DIR *dir = opendir("/proc");
    const struct dirent *entry = NULL;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        long pid = strtol(entry->d_name, NULL, 10);
        if (pid > 1 && is_nursery_of(pid, data_dir) && is_orphan(pid) &&
            kill((pid_t)pid, SIGKILL) == 0) {
            log_warning("a nursery of a server that is gone was killed", LOG_INT("pid", pid),
                        LOG_END);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
}
