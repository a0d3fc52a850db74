/* SPDX-License-Identifier: Apache-2.0 */
#include "system/log_sample.h"

#include <pthread.h>

#include "base/when.h"
#include "system/clock.h"

/* So many lines may come at once, and one a second on the long run. */
#define BURST 20

/* One lock for all samples: it is held for a few instructions. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

bool log_sample_takes_at(struct log_sample *sample, int64_t monotonic_us, int64_t *out_left_out)
{
    pthread_mutex_lock(&lock);
    int64_t passed = monotonic_us - sample->asked_at;
    sample->asked_at = monotonic_us;
    sample->spent_us = passed < sample->spent_us ? sample->spent_us - passed : 0;
    bool takes = sample->spent_us <= (BURST - 1) * WHEN_SECOND;
    if (takes) {
        sample->spent_us += WHEN_SECOND;
        *out_left_out = sample->left_out;
        sample->left_out = 0;
    } else {
        sample->left_out++;
    }
    pthread_mutex_unlock(&lock);
    return takes;
}

bool log_sample_takes(struct log_sample *sample, int64_t *out_left_out)
{
    return log_sample_takes_at(sample, clock_monotonic_us(), out_left_out);
}
