/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "app/doctor_private.h"
#include "app/settings_check.h"
#include "app/settings_notes.h"

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

static void say_lines(struct doctor *doctor, enum finding finding, str lines)
{
    while (lines.len > 0) {
        str line = str_cut(lines, '\n', &lines);
        doctor_say(doctor, finding, "settings", "%" STR_FMT, STR_ARG(line));
    }
}

static void doctor_settings(struct doctor *doctor)
{
    struct buf faults = buf_in(doctor->arena), notes = buf_in(doctor->arena);
    struct settings_check_options options = {0};
    err e = settings_check(doctor->arena, doctor->settings, &options, &faults);
    settings_notes(doctor->arena, doctor->settings, &notes);
    say_lines(doctor, FINDING_FAULT, buf_str(&faults));
    say_lines(doctor, FINDING_NOTE, buf_str(&notes));
    if (e == ERR_OK) {
        doctor_say(doctor, FINDING_OK, "settings", "can work");
    }
}

bool doctor_examine(struct arena *arena, const struct settings *settings, struct buf *out)
{
    struct doctor doctor = {.arena = arena, .settings = settings, .out = out};
    doctor_settings(&doctor);
    doctor_program(&doctor);
    doctor_machine(&doctor);
    doctor_neighbours(&doctor);
    return doctor.faults == 0;
}
