/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP exchange for the server: certificates verified, redirects not followed, no proxy, the
 * address checked when it is connected to (courier/address.h), the answer bounded in size and time.
 */
#pragma once

#include "courier/job.h"

/* DELIVERY_SENT: an answer came, whatever its status; DELIVERY_RETRY: none, or too long a one;
 * DELIVERY_FINAL: there is no sending this. Texts live in the arena. */
void courier_http(struct arena *arena, const struct courier_job *job, struct courier_answer *out);
