/* SPDX-License-Identifier: Apache-2.0 */
#include "app/jobs.h"

#include <inttypes.h>

#include "json/writer.h"
#include "web/job_queue.h"
#include "web/outbox_queue.h"

#define SHOWN_MAX 200

struct queue {
    struct job_entry *jobs;
    size_t job_count;
    struct outbox_count *messages;
    size_t message_count;
    struct outbox_trouble *troubles;
    size_t trouble_count;
};

static void key_str(struct json *json, const char *key, str value)
{
    json_key(json, key);
    json_str(json, value);
}

static void key_i64(struct json *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_i64(json, value);
}

static void key_when(struct json *json, struct arena *arena, const char *key, when value)
{
    key_str(json, key, when_rfc3339(arena, value));
}

static void put_jobs(struct json *json, struct arena *arena, const struct queue *queue)
{
    json_key(json, "jobs");
    json_arr(json);
    for (size_t i = 0; i < queue->job_count; i++) {
        const struct job_entry *job = &queue->jobs[i];
        json_obj(json);
        key_str(json, "id", job->id.text);
        key_str(json, "kind", job->kind);
        key_str(json, "ref", job->ref);
        key_str(json, "state", job->state);
        key_when(json, arena, "due", job->due);
        key_when(json, arena, "next", job->next_at);
        key_i64(json, "attempts", job->attempts);
        key_str(json, "error", job->error);
        json_end(json);
    }
    json_end(json);
}

static void put_messages(struct json *json, struct arena *arena, const struct queue *queue)
{
    json_key(json, "messages");
    json_arr(json);
    for (size_t i = 0; i < queue->message_count; i++) {
        const struct outbox_count *count = &queue->messages[i];
        json_obj(json);
        key_str(json, "channel", count->channel);
        key_str(json, "state", count->state);
        key_i64(json, "count", count->count);
        key_when(json, arena, "oldest", count->oldest_at);
        json_end(json);
    }
    json_end(json);
    json_key(json, "troubled");
    json_arr(json);
    for (size_t i = 0; i < queue->trouble_count; i++) {
        const struct outbox_trouble *trouble = &queue->troubles[i];
        json_obj(json);
        key_str(json, "id", trouble->id.text);
        key_str(json, "channel", trouble->channel);
        key_str(json, "state", trouble->state);
        key_when(json, arena, "next", trouble->next_at);
        key_i64(json, "attempts", trouble->attempts);
        key_i64(json, "code", trouble->code);
        key_str(json, "story", trouble->story);
        json_end(json);
    }
    json_end(json);
}

static void write_json(struct buf *out, struct arena *arena, const struct queue *queue)
{
    struct json json = json_into(out);
    json_obj(&json);
    put_jobs(&json, arena, queue);
    put_messages(&json, arena, queue);
    json_end(&json);
    buf_put_char(out, '\n');
}

static void write_text(struct buf *out, struct arena *arena, const struct queue *queue)
{
    for (size_t i = 0; i < queue->job_count; i++) {
        const struct job_entry *job = &queue->jobs[i];
        str next = when_rfc3339(arena, job->next_at);
        buf_printf(out, "job %-8" STR_FMT " %-24" STR_FMT " next %" STR_FMT, STR_ARG(job->state),
                   STR_ARG(job->kind), STR_ARG(next));
        buf_printf(out, " attempts %" PRId64 " %" STR_FMT " %" STR_FMT "\n", job->attempts,
                   STR_ARG(job->ref), STR_ARG(job->error));
    }
    for (size_t i = 0; i < queue->message_count; i++) {
        const struct outbox_count *count = &queue->messages[i];
        str oldest = when_rfc3339(arena, count->oldest_at);
        buf_printf(out, "messages %-5" STR_FMT " %-8" STR_FMT " %" PRId64 ", oldest %" STR_FMT "\n",
                   STR_ARG(count->channel), STR_ARG(count->state), count->count, STR_ARG(oldest));
    }
    for (size_t i = 0; i < queue->trouble_count; i++) {
        const struct outbox_trouble *trouble = &queue->troubles[i];
        str next = when_rfc3339(arena, trouble->next_at);
        buf_printf(out, "message %-8" STR_FMT " %" STR_FMT " %" STR_FMT " attempts %" PRId64,
                   STR_ARG(trouble->state), STR_ARG(trouble->channel), STR_ARG(trouble->id.text),
                   trouble->attempts);
        buf_printf(out, " code %" PRId64 " next %" STR_FMT " %" STR_FMT "\n", trouble->code,
                   STR_ARG(next), STR_ARG(trouble->story));
    }
    if (queue->job_count + queue->message_count == 0) {
        buf_put(out, STR("nothing waits\n"));
    }
}

err jobs_list(struct db *db, struct arena *arena, bool as_json, struct buf *out)
{
    struct queue queue = {0};
    err e = job_queue_list(db, arena, SHOWN_MAX, &queue.jobs, &queue.job_count);
    if (e == ERR_OK) {
        e = outbox_counts(db, arena, &queue.messages, &queue.message_count);
    }
    if (e == ERR_OK) {
        e = outbox_troubles(db, arena, SHOWN_MAX, &queue.troubles, &queue.trouble_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (as_json) {
        write_json(out, arena, &queue);
    } else {
        write_text(out, arena, &queue);
    }
    return ERR_OK;
}
