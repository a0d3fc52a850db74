/* SPDX-License-Identifier: Apache-2.0 */
/* How a server asks its nursery for a child: one byte goes there, the end of a socket comes back
 * whose other end is the child's. */
#pragma once

#include <stdbool.h>

enum child_kind {
    CHILD_COURIER = 'c', /* courier/job.h */
    CHILD_HOOKS = 'h',   /* courier/hook.h */
    /* Tries what such a child must not be able to do (courier/probe.h): */
    CHILD_WORKER_PROBE = 'w',
    CHILD_HOOKS_PROBE = 'p',
    /* No child, but a question: does the process whose number follows descend from the asker? */
    CHILD_KINSHIP = 'k',
    /* Another: does the nursery live, and is none of its children stopped? */
    CHILD_PULSE = 'l',
};

enum pulse { PULSE_WELL = 'w', PULSE_STOPPED = 's' };

/* false: the other side is gone. */
bool handover_ask(int socket, enum child_kind kind);
bool handover_give(int socket, int fd);

/* The question and its answer (enum kinship); 0: the other side is gone or silent. */
int handover_kinship(int socket, int pid);
bool handover_tell_kinship(int socket, int asker);

/* Answers the question for the pulse. */
bool handover_tell_pulse(int socket);

/* The kind asked for, 0 when the other side is gone. */
int handover_request(int socket);
/* The descriptor, closed on exec; -1 when none came. */
int handover_take(int socket);
