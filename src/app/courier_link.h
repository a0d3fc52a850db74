/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's end of a courier: a child process, without database or keys, that alone talks to
 * mail servers and SMS gateways. Its program is embedded in this one and started from memory. Every
 * link is one courier doing one job at a time; a courier that dies, hangs or answers nonsense costs
 * one DELIVERY_RETRY and is started anew. */
#pragma once

#include "base/arena.h"
#include "base/delivery.h"
#include "base/err.h"
#include "courier/job.h"

struct courier_link;

/* Starts a courier. Call it before threads and before the sandbox; the thread that calls must live
 * as long as the link, because the courier dies with it. ERR_INTERNAL when it cannot start. */
err courier_link_open(struct courier_link **out) MUST_CHECK;

/* Ends the courier and waits for it. */
void courier_link_close(struct courier_link **link);

/* Does one job; thread-safe, callers wait for each other. *out's story lives in the arena. */
void courier_link_send(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct delivery *out);

/* The same for a job that is an HTTP exchange. */
void courier_link_http(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct courier_answer *out);
