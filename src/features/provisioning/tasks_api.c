/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks for programs of staff. */
#include "features/provisioning/provisioning_json.h"
#include "features/provisioning/provisioning_store.h"
#include "features/provisioning/tasks.h"
#include "web/cursor.h"
#include "web/reply.h"

#define MAY_SEE (STAFF_MAY_SERVICES | STAFF_MAY_SUPPORT)

static err reply_operation(struct request *req, operation_id id)
{
    struct operation operation;
    err e = operation_of(req->db, req->arena, id, &operation);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    operation_json(&json, req->arena, &operation);
    return reply_json(req, 200, &text);
}

static err api_tasks(struct request *req)
{
    struct cursor after;
    int64_t limit = 0;
    struct operation *tasks = NULL;
    size_t count = 0;
    if (!list_place(req, &after, &limit)) {
        return ERR_INVALID;
    }
    when from = when_is_none(after.at) ? (when){0} : after.at;
    err e = operations_for_staff(req->db, req->arena, from, after.id, limit + 1, &tasks, &count);
    if (e != ERR_OK) {
        return e;
    }
    bool more = count > (size_t)limit;
    size_t shown = more ? (size_t)limit : count;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < shown; i++) {
        operation_json(&json, req->arena, &tasks[i]);
    }
    json_end(&json);
    json_key(&json, "next");
    if (more) {
        struct cursor place = {tasks[shown - 1].created_at, tasks[shown - 1].id.text};
        json_str(&json, cursor_text(req->arena, place));
    } else {
        json_nil(&json);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_task(struct request *req)
{
    return reply_operation(req, (operation_id){path_param(req, 0)});
}

static err act(struct request *req, err (*what)(struct request *, const struct operation *))
{
    struct operation task;
    err e = operation_of(req->db, req->arena, (operation_id){path_param(req, 0)}, &task);
    if (e == ERR_OK && form_failed(req)) {
        e = ERR_INVALID;
    }
    if (e == ERR_OK) {
        e = what(req, &task);
    }
    return e == ERR_OK ? reply_operation(req, task.id) : e;
}

static err api_done(struct request *req)
{
    return act(req, task_act_done);
}

static err api_retry(struct request *req)
{
    return act(req, task_act_retry);
}

static err api_give_up(struct request *req)
{
    return act(req, task_act_give_up);
}

const struct route provisioning_staff_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/staff/tasks",
     .handler = api_tasks,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .query = "limit after",
     .answers = "200 StaffOperationList",
     .summary = "Operations that a person has to look at, oldest first."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/tasks/{id}",
     .handler = api_task,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .answers = "200 StaffOperation",
     .summary = "One operation."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/tasks/{id}/done",
     .handler = api_done,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .form = &done_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 StaffOperation",
     .summary = "Says that an operation was done by hand, with words for the customer."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/tasks/{id}/retry",
     .handler = api_retry,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 StaffOperation",
     .summary = "Has a failed operation tried again."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/tasks/{id}/give-up",
     .handler = api_give_up,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .form = &give_up_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 StaffOperation",
     .summary = "Gives an operation up, with a reason: it will not be done."},
    ROUTES_END,
};
