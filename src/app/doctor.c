/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "app/doctor_private.h"

#define LINE_MAX_BYTES 1000

void doctor_say(struct doctor *doctor, enum finding finding, const char *subject, const char *fmt,
                ...)
{
    static const char *const words[] = {"ok   ", "note ", "FAULT"};
    char line[LINE_MAX_BYTES];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    buf_printf(doctor->out, "%s %-10s %s\n", words[finding], subject, line);
    doctor->faults += finding == FINDING_FAULT;
}

bool doctor_examine(struct arena *arena, const struct settings *settings, struct buf *out)
{
    struct doctor doctor = {.arena = arena, .settings = settings, .out = out};
    doctor_program(&doctor);
    doctor_machine(&doctor);
    doctor_neighbours(&doctor);
    return doctor.faults == 0;
}
