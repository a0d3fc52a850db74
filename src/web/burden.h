/* SPDX-License-Identifier: Apache-2.0 */
/* How much of the machine one network may use, in time of processors, whatever it asks for: a quote
 * of fifty items, a sheet of a document and a list as CSV cost what they were measured to cost, and
 * a request that is cheap to send and dear to answer gains nothing. Kept in the memory of this
 * process, as the processors are its own. Thread-safe. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/when.h"

/* False while the network has used more than its share, a percentage of one core. What it did not
 * use it may use later, up to ten seconds of a core at once. */
bool burden_allows(str network, int64_t share_percent, when now);

/* A request of the network took so long (system/thread_time.h, so that hashes and writing are in
 * it). */
void burden_add(str network, int64_t cpu_us);
