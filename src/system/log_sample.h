/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that anybody outside can cause are written as long as there are few of them. During a flood
 * one a second stays, and it says how many were left out before it:
 *
 *     static struct log_sample junk;
 *     int64_t left_out;
 *     if (log_sample_takes(&junk, &left_out)) {
 *         log_warning("junk came in", LOG_INT("left_out", left_out), LOG_END);
 *     }
 *
 * A sample is static, one for each kind of line, and begins zeroed. Any thread may ask. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct log_sample {
    int64_t spent_us; /* what the lines of late cost, at a second each */
    int64_t asked_at; /* by the monotonic clock */
    int64_t left_out; /* since the last line that was written */
};

/* True when the line is to be written; *out_left_out then is how many were not since the last one.
 */
bool log_sample_takes(struct log_sample *sample, int64_t *out_left_out);

/* The same at a moment of the monotonic clock; for tests. */
bool log_sample_takes_at(struct log_sample *sample, int64_t monotonic_us, int64_t *out_left_out);
