/* SPDX-License-Identifier: Apache-2.0 */
/* One run of a hook, as the server asks for it, and what comes back: any number of reports, each a
 * line of the hook's output, then an end. JSON in frames (courier/frame.h). */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define HOOK_NAME_MAX 60
#define HOOK_LINE_MAX ((size_t)4096)     /* of a line; the rest of it is dropped */
#define HOOK_ANSWER_MAX ((size_t)65536)  /* of the last line */
#define HOOK_OUTPUT_MAX ((size_t)262144) /* of all lines; a hook with more to say is killed */
#define HOOK_STORY_MAX ((size_t)500)     /* of what it complained of: the end */

struct hook_job {
    str name; /* small letters, digits, - and _ */
    str input;
    int timeout_ms;
};

enum hook_word { HOOK_LINE, HOOK_END_EXIT, HOOK_END_SIGNAL, HOOK_END_LIMIT, HOOK_END_ABSENT };

struct hook_report {
    enum hook_word word;
    int status; /* of exit, or the signal */
    str text;   /* the line; at an end, the last line */
    str story;  /* at an end: what went wrong, else what it complained of; one line */
};

bool hook_name_is_good(str name);
str hook_job_write(struct arena *arena, const struct hook_job *job);
err hook_job_read(struct arena *arena, str json, struct hook_job *out) MUST_CHECK;
str hook_report_write(struct arena *arena, const struct hook_report *report);
err hook_report_read(struct arena *arena, str json, struct hook_report *out) MUST_CHECK;
