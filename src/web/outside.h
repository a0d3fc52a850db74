/* SPDX-License-Identifier: Apache-2.0 */
/* What an errand (web/job.h) may do outside: everything goes through child programs that have
 * neither the database nor keys, and the calls wait until it is over. There is no way to call it
 * from a request: only the lines of errands are given one. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* One exchange over HTTP. Certificates are verified, redirects are not followed, no proxy is used,
 * and the address that is really connected to must be public, or in the networks of the setting
 * outside.private_networks; plain http:// goes to those alone. */
struct outside_request {
    str method; /* "GET", "POST", "DELETE", ... */
    str url;
    str headers;    /* one to a line, LF; no secret of them is ever logged */
    str body;       /* UTF-8; may be empty */
    int timeout_ms; /* of all together; 0 = 30 s, at most 60 s */
    int answer_max; /* most bytes of the answer; 0 = 64 kB, at most 128 kB; more is no answer */
};

struct outside_answer {
    int status; /* 0: none came, or none that could be taken; the story says why */
    str body;   /* UTF-8; empty when it was not */
    str story;  /* one line for the log and for staff; no secret in it */
};

/* One run of a hook: a program in the directory of the setting provisioning.hooks, with no
 * arguments, an empty environment but PATH, the input on its standard input, and killed, with
 * whatever it started, when it is over. */
struct outside_hook {
    str name;  /* of the program: small letters, digits, - and _ */
    str input; /* UTF-8 */
    int timeout_ms;
    /* Called with each line of its output while it runs, but the last; may be NULL. The line lives
     * until it returns. */
    void (*line)(void *context, str line);
    void *context;
};

enum hook_end {
    HOOK_EXITED,      /* by itself: status says how */
    HOOK_KILLED,      /* by a signal: of its own making, or for too much time or output */
    HOOK_NOT_STARTED, /* no such program, or nobody to start it */
    HOOK_INTERRUPTED, /* by us, as when the server stops: try again, it is nobody's fault */
};

struct outside_hook_answer {
    enum hook_end end;
    int status; /* of exit */
    str last;   /* the last line of its output, UTF-8, empty when there was none */
    str story;  /* one line: what went wrong, with the end of what it complained of */
};

/* A sheet of words (courier/sheet.h) becomes a PDF. */
struct outside_print {
    bool is_done;
    str pdf;   /* when it is: lives in the arena */
    str story; /* else: one line that says what is missing or wrong */
};

struct outside {
    void *context;
    void (*http)(void *context, struct arena *arena, const struct outside_request *request,
                 struct outside_answer *out);
    void (*hook)(void *context, struct arena *arena, const struct outside_hook *hook,
                 struct outside_hook_answer *out);
    void (*print)(void *context, struct arena *arena, str sheet, struct outside_print *out);
};

/* With the words of a caller: outside_http(run->outside, run->arena, &request, &answer). */
static inline void outside_http(const struct outside *outside, struct arena *arena,
                                const struct outside_request *request, struct outside_answer *out)
{
    outside->http(outside->context, arena, request, out);
}

static inline void outside_hook(const struct outside *outside, struct arena *arena,
                                const struct outside_hook *hook, struct outside_hook_answer *out)
{
    outside->hook(outside->context, arena, hook, out);
}

static inline void outside_print(const struct outside *outside, struct arena *arena, str sheet,
                                 struct outside_print *out)
{
    outside->print(outside->context, arena, sheet, out);
}
