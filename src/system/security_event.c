/* SPDX-License-Identifier: Apache-2.0 */
#include "system/security_event.h"

#include <stdatomic.h>

#include "system/log.h"
#include "system/log_sample.h"

static const struct {
    const char *word, *message;
} kinds[SECURITY_EVENT_KINDS] = {
#define X(NAME, word, message) [SECURITY_##NAME] = {#word, message},
    SECURITY_EVENTS(X)
#undef X
};

static atomic_uint_fast64_t counts[SECURITY_EVENT_KINDS];
static struct log_sample samples[SECURITY_EVENT_KINDS];
static _Thread_local bool was_put;

void security_event_put(enum security_event_kind kind, const struct security_event *event)
{
    was_put = true;
    atomic_fetch_add_explicit(&counts[kind], 1, memory_order_relaxed);
    int64_t left_out = 0;
    if (!log_sample_takes(&samples[kind], &left_out)) {
        return;
    }
    log_info(event->message == NULL ? kinds[kind].message : event->message,
             LOG_Z("event", kinds[kind].word), LOG_STR_IF_ANY("account", event->account),
             LOG_STR_IF_ANY("staff", event->staff), LOG_STR_IF_ANY("network", event->network),
             LOG_STR_IF_ANY("route", event->route), LOG_STR_IF_ANY("detail", event->detail),
             LOG_INT("left_out", left_out), LOG_END);
}

void security_event_watch(void)
{
    was_put = false;
}

bool security_event_was_put(void)
{
    return was_put;
}

void security_event_take_over(void)
{
    was_put = true;
}

const char *security_event_word(enum security_event_kind kind)
{
    return kinds[kind].word;
}

uint64_t security_event_count(enum security_event_kind kind)
{
    return atomic_load_explicit(&counts[kind], memory_order_relaxed);
}
