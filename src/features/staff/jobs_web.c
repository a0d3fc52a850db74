/* SPDX-License-Identifier: Apache-2.0 */
/* The queue and its dead letters: tried again, or dropped with a reason. */
#include "features/staff/console_page.h"
#include "features/staff/console_view.h"
#include "features/staff/staff.h"
#include "features/staff/staff_messages.h"
#include "json/writer.h"
#include "web/job_desk.h"
#include "web/outbox_queue.h"
#include "web/reply.h"
#include "web/staff_audit.h"

#define SHOWN_MAX 200

static const struct field_rule reason_fields[] = {{"reason", FIELD_LINE, 1, 200}};
static const struct form_rule reason_form = FORM(reason_fields);

static err get_jobs(struct request *req)
{
    struct jobs_view view = {0};
    struct job_entry *jobs = NULL;
    err e = job_desk_dead(req->db, req->arena, &view.dead);
    if (e == ERR_OK) {
        e = job_queue_list(req->db, req->arena, SHOWN_MAX, &jobs, &view.count);
    }
    struct message_line_view *messages = NULL;
    if (e == ERR_OK) {
        e = staff_messages_lines(req, &messages, &view.message_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct job_line_view *lines = ARENA_ARRAY(req->arena, struct job_line_view, view.count);
    size_t line = 0;
    for (int pass = 0; pass < 2; pass++) { /* dead letters stand first */
        for (size_t i = 0; i < view.count; i++) {
            bool dead = str_eq(jobs[i].state, STR("dead"));
            if (dead == (pass == 0)) {
                lines[line++] = (struct job_line_view){
                    .url = url_fill(req->arena, "/staff/jobs/{}", jobs[i].id.text),
                    .kind = jobs[i].kind,
                    .ref = jobs[i].ref,
                    .error = jobs[i].error,
                    .dead = dead,
                    .next_at = jobs[i].next_at,
                    .attempts = jobs[i].attempts,
                };
            }
        }
    }
    view.lines = lines;
    view.messages = messages;
    struct page *page = page_for(req);
    jobs_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err show_job(struct request *req, int status)
{
    struct job_entry job;
    err e = job_desk_find(req->db, req->arena, (job_id){path_param(req, 0)}, &job);
    if (e != ERR_OK) {
        return e;
    }
    struct job_view view = {
        .id = job.id.text,
        .kind = job.kind,
        .ref = job.ref,
        .error = job.error,
        .dead = str_eq(job.state, STR("dead")),
        .due = job.due,
        .next_at = job.next_at,
        .attempts = job.attempts,
        .retry = url_fill(req->arena, "/staff/jobs/{}/retry", job.id.text),
        .drop = url_fill(req->arena, "/staff/jobs/{}/drop", job.id.text),
        .reason = fields_of_form(req, &reason_form)[0],
        .whole = form_message_whole(req),
    };
    view.reason.label = tr(req->lang, "Reason");
    view.reason.spelled = true;
    struct page *page = page_for(req);
    job_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_job(struct request *req)
{
    return show_job(req, 200);
}

struct deciding {
    const struct request *req;
    bool drop;
};

static err decide_in(struct db *tx, void *arg)
{
    const struct deciding *deciding = arg;
    const struct request *req = deciding->req;
    struct job_entry job;
    job_id id = {path_param(req, 0)};
    err e = job_desk_find(tx, req->arena, id, &job);
    if (e == ERR_OK) {
        e = deciding->drop ? job_desk_drop(tx, id) : job_desk_retry(tx, id, req->now);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_entry entry =
        staff_audit_of(req, deciding->drop ? "job.dropped" : "job.retried");
    entry.subject = STR("job");
    entry.ref = id.text;
    entry.before = str_printf(req->arena, "%" STR_FMT " %" STR_FMT ": %" STR_FMT, STR_ARG(job.kind),
                              STR_ARG(job.ref), STR_ARG(job.error));
    entry.reason = deciding->drop ? form_text(req, 0) : STR("");
    return staff_audit_put(tx, req->arena, &entry);
}

static err decide(struct request *req, bool drop)
{
    struct deciding deciding = {.req = req, .drop = drop};
    return form_failed(req) ? ERR_INVALID : db_transaction(req->db, decide_in, &deciding);
}

static err post_retry(struct request *req)
{
    err e = decide(req, false);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/jobs"),
                                               N_("The job is being tried again."))
                       : e;
}

static err post_drop(struct request *req)
{
    err e = decide(req, true);
    if (e == ERR_INVALID) {
        return show_job(req, 422);
    }
    return e == ERR_OK
               ? reply_redirect_saying(req, url_path("/staff/jobs"), N_("The job is dropped."))
               : e;
}

static err api_jobs(struct request *req)
{
    struct job_entry *jobs = NULL;
    size_t count = 0;
    err e = job_queue_list(req->db, req->arena, SHOWN_MAX, &jobs, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        json_obj(&json);
        json_key(&json, "id"), json_str(&json, jobs[i].id.text);
        json_key(&json, "kind"), json_str(&json, jobs[i].kind);
        json_key(&json, "ref"), json_str(&json, jobs[i].ref);
        json_key(&json, "state"), json_str(&json, jobs[i].state);
        json_key(&json, "due"), json_str(&json, when_rfc3339(req->arena, jobs[i].due));
        json_key(&json, "next_at"), json_str(&json, when_rfc3339(req->arena, jobs[i].next_at));
        json_key(&json, "attempts"), json_i64(&json, jobs[i].attempts);
        json_key(&json, "error"), json_str(&json, jobs[i].error);
        json_end(&json);
    }
    json_end(&json);
    json_key(&json, "next"), json_nil(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_retry(struct request *req)
{
    err e = decide(req, false);
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_drop(struct request *req)
{
    err e = decide(req, true);
    return e == ERR_OK ? reply_nothing(req) : e;
}

err staff_jobs_waiting(struct request *req, int64_t *out)
{
    int64_t dead = 0;
    int64_t messages = 0;
    err e = job_desk_dead(req->db, req->arena, &dead);
    if (e == ERR_OK) {
        e = outbox_trouble_count(req->db, req->arena, SHOWN_MAX, &messages);
    }
    if (e == ERR_OK) {
        *out = dead + messages;
    }
    return e;
}

const struct route staff_jobs_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/jobs",
     .handler = get_jobs,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .summary = "Dead letters and the queue."},
    {.method = HTTP_GET,
     .path = "/staff/jobs/{id}",
     .handler = get_job,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .summary = "One job."},
    {.method = HTTP_POST,
     .path = "/staff/jobs/{id}/retry",
     .handler = post_retry,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Tries a dead letter again."},
    {.method = HTTP_POST,
     .path = "/staff/jobs/{id}/drop",
     .handler = post_drop,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .form = &reason_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Drops a dead letter, with a reason."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/jobs",
     .handler = api_jobs,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .answers = "200 StaffJobList",
     .summary = "The queue and its dead letters."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/jobs/{id}/retry",
     .handler = api_retry,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .summary = "Tries a dead letter again."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/jobs/{id}/drop",
     .handler = api_drop,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .form = &reason_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .summary = "Drops a dead letter, with a reason."},
    ROUTES_END,
};
