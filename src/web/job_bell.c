/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <time.h>

#include "web/job.h"

static struct {
    pthread_mutex_t lock;
    pthread_cond_t rung;
    uint64_t count;
} bell = {.lock = PTHREAD_MUTEX_INITIALIZER, .rung = PTHREAD_COND_INITIALIZER};

void job_bell_ring(void)
{
    pthread_mutex_lock(&bell.lock);
    bell.count++;
    pthread_cond_broadcast(&bell.rung);
    pthread_mutex_unlock(&bell.lock);
}

uint64_t job_bell_count(void)
{
    pthread_mutex_lock(&bell.lock);
    uint64_t count = bell.count;
    pthread_mutex_unlock(&bell.lock);
    return count;
}

static struct timespec after_ms(int ms)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    int64_t ns = end.tv_nsec + (int64_t)ms * 1000000;
    end.tv_sec += (time_t)(ns / 1000000000);
    end.tv_nsec = (long)(ns % 1000000000);
    return end;
}

uint64_t job_bell_wait(uint64_t seen, int timeout_ms)
{
    struct timespec end = after_ms(timeout_ms);
    pthread_mutex_lock(&bell.lock);
    int late = 0;
    while (bell.count == seen && late == 0) {
        late = pthread_cond_clockwait(&bell.rung, &bell.lock, CLOCK_MONOTONIC, &end);
    }
    uint64_t count = bell.count;
    pthread_mutex_unlock(&bell.lock);
    return count;
}
