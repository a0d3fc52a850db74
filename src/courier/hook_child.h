/* SPDX-License-Identifier: Apache-2.0 */
/* The process of a hook: how it is started and how it is ended with all it started. Private to
 * courier/hooks.c. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/str.h"

struct hook_child {
    pid_t pid;
    int pid_fd; /* readable when it ended */
    int out, err;
};

/* Why a hook may not be started, empty when it may. */
str hook_child_fault(struct arena *arena, const char *folder, const char *path);

/* Starts the program with the input on its standard input. false, and nothing left open, when it
 * cannot be started; a program that cannot be executed exits with 127. */
bool hook_child_start(const char *path, str input, struct hook_child *out);

/* Kills whatever is left of it and of what it started, and closes its descriptors. Gives the status
 * of waitpid. */
int hook_child_end(struct hook_child *child);
