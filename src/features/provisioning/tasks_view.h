/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of tasks show. */
#pragma once

#include "features/provisioning/provisioning.h"
#include "web/components.h"

/* What a task is about, as its payload tells; empty where it does not. */
struct task_subject {
    str plan;    /* "vps-start, service 4" */
    str owner;   /* "olena (58762166)" */
    str options; /* "disk: 50, os: debian-12" */
};

struct tasks_view {
    const struct operation *tasks;
    const struct task_subject *subjects; /* one of each */
    size_t count;
    struct pager pages;
};

struct task_view {
    const struct operation *task;
    struct task_subject subject;
    str wanted;                  /* of a person: the plan's words */
    const struct field *done;    /* by enum done_field; NULL: not now */
    const struct field *give_up; /* by enum give_up_field; likewise */
    bool may_retry;
    str whole;
};

str task_name(enum lang lang, enum operation_kind kind);
str task_state_name(enum lang lang, enum operation_state state);
enum tone task_state_tone(enum operation_state state);
