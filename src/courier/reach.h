/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a mail server or gateway can be talked to: connects, greets, agrees on TLS with a
 * verified certificate, logs in where there is a login, and leaves without handing over anything.
 */
#pragma once

#include "courier/job.h"

/* DELIVERY_SENT: it can; DELIVERY_RETRY: not now, with the reason as the story. */
void courier_reach(struct arena *arena, const struct courier_job *job, struct delivery *out);
