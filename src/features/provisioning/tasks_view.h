/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of tasks show. */
#pragma once

#include "features/provisioning/provisioning.h"
#include "web/components.h"

struct tasks_view {
    const struct operation *tasks;
    size_t count;
    struct pager pages;
};

struct task_view {
    const struct operation *task;
    str wanted;                  /* of a person: the plan's words */
    const struct field *done;    /* by enum done_field; NULL: not now */
    const struct field *give_up; /* by enum give_up_field; likewise */
    bool may_retry;
    str whole;
};

str task_name(enum lang lang, enum operation_kind kind);
str task_state_name(enum lang lang, enum operation_state state);
enum tone task_state_tone(enum operation_state state);
