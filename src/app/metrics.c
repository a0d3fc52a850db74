/* SPDX-License-Identifier: Apache-2.0 */
#include "app/metrics.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/health.h"
#include "app/lanes.h"
#include "app/queue_figures.h"
#include "system/clock.h"
#include "system/security_event.h"

#define FRESH_SECONDS 20 /* several looks in a row failed */

static void put_head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP kabinet_%s %s\n# TYPE kabinet_%s %s\n", name, help, name, type);
}

static void put_figure(struct buf *out, const char *name, const char *type, const char *help,
                       uint64_t value)
{
    put_head(out, name, type, help);
    buf_printf(out, "kabinet_%s %" PRIu64 "\n", name, value);
}

static void put_http(struct buf *out, const struct http_server *http)
{
    struct http_stats stats = {0};
    http_server_stats(http, &stats);
    put_figure(out, "http_connections", "gauge", "Connections open now.", stats.connections);
    put_figure(out, "http_connections_total", "counter", "Connections accepted.", stats.accepted);
    put_figure(out, "http_requests_total", "counter", "Complete requests.", stats.requests);
    put_figure(out, "http_refused_total", "counter", "Requests refused by gate, limits, deadlines.",
               stats.refused);
    put_figure(out, "http_parked", "gauge", "Requests that wait for a lane's answer.",
               stats.parked);
    put_figure(out, "http_evicted_total", "counter",
               "Idle connections closed to make room for a visitor.", stats.evicted);
}

static void put_answers(struct buf *out, const struct http_server *http)
{
    struct http_stats stats = {0};
    http_server_stats(http, &stats);
    put_head(out, "http_answers_total", "counter", "Answers by class of status.");
    for (int hundreds = 2; hundreds < HTTP_STATUS_CLASSES; hundreds++) {
        buf_printf(out, "kabinet_http_answers_total{class=\"%dxx\"} %" PRIu64 "\n", hundreds,
                   stats.answers[hundreds]);
    }
}

static void put_lane_figures(struct buf *out, const char *name, const char *help,
                             const size_t *figures)
{
    put_head(out, name, "gauge", help);
    for (int lane = LANE_WORK; lane < LANE_COUNT; lane++) {
        buf_printf(out, "kabinet_%s{lane=\"%s\"} %zu\n", name, lane_word((enum lane)lane),
                   figures[lane]);
    }
}

int metrics_memory_open(void)
{
    return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

/* Resident pages of this process, in bytes; 0 when the system does not tell. */
static uint64_t resident_bytes(int memory)
{
    char text[128];
    uint64_t size = 0;
    uint64_t resident = 0;
    ssize_t len = pread(memory, text, sizeof(text) - 1, 0);
    text[len > 0 ? len : 0] = '\0';
    if (sscanf(text, "%" SCNu64 " %" SCNu64, &size, &resident) != 2) {
        return 0;
    }
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void put_process(struct buf *out, int memory)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    int64_t us = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * INT64_C(1000000) +
                 usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    put_head(out, "process_cpu_seconds_total", "counter", "Processor time used.");
    buf_printf(out, "kabinet_process_cpu_seconds_total %" PRId64 ".%06" PRId64 "\n", us / 1000000,
               us % 1000000);
    put_figure(out, "process_resident_memory_bytes", "gauge", "Memory in use.",
               resident_bytes(memory));
}

static void put_security_events(struct buf *out)
{
    const char *name = "security_events_total";
    put_head(out, name, "counter", "Events of security by kind, see docs/operating.md.");
    for (int kind = 0; kind < SECURITY_EVENT_KINDS; kind++) {
        buf_printf(out, "kabinet_%s{event=\"%s\"} %" PRIu64 "\n", name,
                   security_event_word((enum security_event_kind)kind),
                   security_event_count((enum security_event_kind)kind));
    }
}

static void put_state(struct buf *out, const char *channel, const char *state, int64_t count)
{
    buf_printf(out, "kabinet_messages{channel=\"%s\",state=\"%s\"} %" PRId64 "\n", channel, state,
               count);
}

static const char *const channels[QUEUE_CHANNELS] = {
    [CHANNEL_EMAIL] = "email",
    [CHANNEL_SMS] = "sms",
};

static void put_messages(struct buf *out, const struct queue_figures *queue)
{
    put_head(out, "messages", "gauge",
             "Messages by state; delayed: of those that wait, after a failure. At most 10000.");
    for (int i = 0; i < QUEUE_CHANNELS; i++) {
        put_state(out, channels[i], "waiting", queue->messages[i].waiting);
        put_state(out, channels[i], "delayed", queue->messages[i].delayed);
        put_state(out, channels[i], "failed", queue->messages[i].failed);
    }
    put_head(out, "messages_oldest_seconds", "gauge", "How long the oldest message has waited.");
    for (int i = 0; i < QUEUE_CHANNELS; i++) {
        buf_printf(out, "kabinet_messages_oldest_seconds{channel=\"%s\"} %" PRId64 "\n",
                   channels[i], queue->messages[i].oldest_seconds);
    }
}

static void put_jobs(struct buf *out, const struct queue_figures *queue)
{
    put_head(out, "jobs", "gauge", "Jobs by state; dead: given up. At most 10000.");
    buf_printf(out, "kabinet_jobs{state=\"waiting\"} %" PRId64 "\n", queue->jobs_waiting);
    buf_printf(out, "kabinet_jobs{state=\"dead\"} %" PRId64 "\n", queue->jobs_dead);
    put_figure(out, "jobs_held_by_clock", "gauge", "1 while jobs wait because the clock jumped.",
               queue->clock_holds);
    put_head(out, "queue_figures_age_seconds", "gauge", "Age of the figures of messages and jobs.");
    buf_printf(out, "kabinet_queue_figures_age_seconds %" PRId64 "\n", queue->age_seconds);
}

static void put_ready(struct buf *out, const char *part, bool ready)
{
    buf_printf(out, "kabinet_ready{part=\"%s\"} %d\n", part, ready);
}

static void put_readiness(struct buf *out, struct arena *arena, str data_dir,
                          const struct queue_figures *queue)
{
    bool fresh = queue->age_seconds >= 0 && queue->age_seconds < FRESH_SECONDS;
    put_head(out, "ready", "gauge", "1 while a part is in order, see docs/operating.md.");
    put_ready(out, "process", health_is_whole());
    put_ready(out, "database", fresh);
    put_ready(out, "disk", health_disk_has_room(arena, data_dir));
    for (int i = 0; i < QUEUE_CHANNELS; i++) {
        put_ready(out, channels[i], queue->peer_answers[i]);
    }
}

void metrics_print(const struct metrics_source *source, struct arena *arena, struct buf *out)
{
    struct lanes_stats lanes = {0};
    struct queue_figures queue;
    lanes_stats(source->lanes, &lanes);
    queue_figures_get(&queue);
    put_http(out, source->http);
    put_lane_figures(out, "lane_waiting", "Requests that wait for a thread.", lanes.waiting);
    put_lane_figures(out, "lane_running", "Requests a thread works on.", lanes.running);
    put_answers(out, source->http);
    if (queue.age_seconds >= 0) { /* else nobody has looked yet, and a zero would be a guess */
        put_messages(out, &queue);
        put_jobs(out, &queue);
    }
    put_readiness(out, arena, source->data_dir, &queue);
    put_security_events(out);
    put_figure(out, "clock_unconfirmed", "gauge",
               "1 while the clock waits for confirmation, and nothing is dated.",
               clock_is_waiting());
    put_process(out, source->memory);
}
