/* SPDX-License-Identifier: Apache-2.0 */
/* A socket in the data directory over which commands that write ask the running server to do it: on
 * SQLite only the server may. Who can enter the directory (its owner, root) may use it; it takes
 * one request at a time. Requests and answers are frames of text:
 *
 *     jobs run MICROSECONDS    → the summary, in lines
 */
#pragma once

#include "app/jobs.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct control;

/* Listens. The options must outlive it. A directory whose name is too long for a socket is
 * ERR_INVALID. */
err control_start(const struct jobs_options *options, struct control **out) MUST_CHECK;

/* Lets a request under way end. Takes NULL; sets it to NULL. */
void control_stop(struct control **control);

/* Asks the server of that data directory; ERR_NOT_FOUND when none listens there. */
err control_ask(struct arena *arena, str data_dir, str request, str *out_answer) MUST_CHECK;

/* What `jobs run` prints. */
str jobs_summary_text(struct arena *arena, const struct jobs_summary *summary);
