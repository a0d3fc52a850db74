/* SPDX-License-Identifier: Apache-2.0 */
/* The server's end of a courier: a child process, without database or keys, that alone talks to
 * mail servers, SMS gateways and other servers. Every link is one courier doing one job at a time,
 * had from the nursery when it is first needed; a courier that dies, hangs or answers nonsense
 * costs one DELIVERY_RETRY, and the next job has another. */
#pragma once

#include "app/nursery.h"
#include "base/arena.h"
#include "base/delivery.h"
#include "base/err.h"
#include "courier/job.h"

struct courier_link;

/* The nursery must outlive the link. */
err courier_link_open(struct nursery *nursery, struct courier_link **out) MUST_CHECK;

/* Lets the courier go. */
void courier_link_close(struct courier_link **link);

/* From any thread: the job under way fails at once, and so does every one after it. */
void courier_link_interrupt(struct courier_link *link);

/* Does one job; thread-safe, callers wait for each other. *out's story lives in the arena. */
void courier_link_send(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct delivery *out);

/* The same for a job that is an HTTP exchange. */
void courier_link_http(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct courier_answer *out);
