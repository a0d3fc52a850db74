/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the doctor. */
#pragma once

#include "app/doctor.h"

enum finding { FINDING_OK, FINDING_NOTE, FINDING_FAULT };

struct doctor {
    struct arena *arena;
    const struct settings *settings;
    struct buf *out;
    int faults;
};

void doctor_say(struct doctor *doctor, enum finding finding, const char *subject, const char *fmt,
                ...) ATTR_PRINTF(4, 5);

/* Versions of what is linked, the database, the running server's sandbox. */
void doctor_program(struct doctor *doctor);
/* Files and their modes, room on the disk, the clock. */
void doctor_machine(struct doctor *doctor);
/* Mail server and SMS gateway, asked by the courier. */
void doctor_neighbours(struct doctor *doctor);
