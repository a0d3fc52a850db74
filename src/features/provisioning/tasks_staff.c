/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks in the console. */
#include "features/provisioning/driver.h"
#include "features/provisioning/provisioning_store.h"
#include "features/provisioning/tasks.h"
#include "features/provisioning/tasks_page.h"
#include "json/reader.h"
#include "web/cursor.h"
#include "web/reply.h"

#define A_PAGE 50
#define MAY_SEE (STAFF_MAY_SERVICES | STAFF_MAY_SUPPORT)

str task_name(enum lang lang, enum operation_kind kind)
{
    static const char *const names[] = {
        [OPERATION_CREATE] = N_("Create the service"),
        [OPERATION_SUSPEND] = N_("Suspend the service"),
        [OPERATION_RESUME] = N_("Resume the service"),
        [OPERATION_CHANGE] = N_("Change the service"),
        [OPERATION_RENEW] = N_("Renew the service"),
        [OPERATION_TERMINATE] = N_("Remove the service"),
    };
    return tr(lang, names[kind]);
}

str task_state_name(enum lang lang, enum operation_state state)
{
    static const char *const names[] = {
        [OPERATION_WAITING] = N_("Waits for its turn"),
        [OPERATION_RUNNING] = N_("Under way"),
        [OPERATION_DONE] = N_("Done"),
        [OPERATION_FAILED] = N_("Failed"),
        [OPERATION_MANUAL] = N_("To do by hand"),
        [OPERATION_CANCELLED] = N_("Given up"),
    };
    return tr(lang, names[state]);
}

enum tone task_state_tone(enum operation_state state)
{
    static const enum tone tones[] = {
        [OPERATION_WAITING] = TONE_INFO, [OPERATION_RUNNING] = TONE_INFO,
        [OPERATION_DONE] = TONE_GOOD,    [OPERATION_FAILED] = TONE_BAD,
        [OPERATION_MANUAL] = TONE_WARN,  [OPERATION_CANCELLED] = TONE_PLAIN,
    };
    return tones[state];
}

static str options_text(struct arena *arena, const struct json_node *options)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; options != NULL && i < options->count; i++) {
        const struct json_node *one = &options->items[i];
        buf_put(&text, i > 0 ? STR(", ") : STR(""));
        buf_put(&text, one->key);
        buf_put(&text, STR(": "));
        if (one->kind == JSON_KIND_INTEGER) {
            buf_printf(&text, "%lld", (long long)one->number);
        } else {
            buf_put(&text, one->kind == JSON_KIND_STRING ? one->text : STR("?"));
        }
    }
    return buf_str(&text);
}

static struct task_subject subject_of(struct request *req, const struct operation *task)
{
    struct json_node payload = {.kind = JSON_KIND_NULL};
    str plan = STR(""), login = STR("");
    int64_t service = 0, account = 0;
    struct task_subject subject = {0};
    if (json_read(req->arena, task->payload, &payload) != ERR_OK) {
        return subject;
    }
    if (json_get_str(&payload, STR("plan"), &plan) &&
        json_get_i64(json_member(&payload, STR("service")), STR("number"), &service)) {
        subject.plan = tr_fill(req->arena, tr(req->lang, "{plan}, service {number}"), "plan", plan,
                               "number", str_printf(req->arena, "%lld", (long long)service), NULL);
    }
    const struct json_node *owner = json_member(&payload, STR("account"));
    if (json_get_str(owner, STR("login"), &login) && json_get_i64(owner, STR("number"), &account)) {
        subject.owner =
            str_printf(req->arena, "%" STR_FMT " (%lld)", STR_ARG(login), (long long)account);
    }
    subject.options = options_text(req->arena, json_member(&payload, STR("options")));
    return subject;
}

static err get_tasks(struct request *req)
{
    str text;
    struct cursor after = {.at = {0}, .id = STR("")};
    struct tasks_view view = {0};
    struct operation *tasks = NULL;
    bool from_within =
        http_query_param(req->http, STR("after"), &text) && cursor_parse(text, &after);
    err e = operations_for_staff(req->db, req->arena, after.at, after.id, A_PAGE + 1, &tasks,
                                 &view.count);
    if (e != ERR_OK) {
        return e;
    }
    struct url list = url_path("/staff/tasks");
    if (view.count > A_PAGE) {
        view.count = A_PAGE;
        struct cursor place = {tasks[A_PAGE - 1].created_at, tasks[A_PAGE - 1].id.text};
        view.pages.older = url_with(req->arena, list, STR("after"), cursor_text(req->arena, place));
    }
    if (from_within) {
        view.pages.newer = list;
    }
    view.tasks = tasks;
    struct task_subject *subjects = ARENA_ARRAY(req->arena, struct task_subject, view.count);
    for (size_t i = 0; i < view.count; i++) {
        subjects[i] = subject_of(req, &tasks[i]);
    }
    view.subjects = subjects;
    struct page *page = page_for(req);
    tasks_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err load(struct request *req, struct operation *out)
{
    return operation_of(req->db, req->arena, (operation_id){path_param(req, 0)}, out);
}

static struct field *dress_done(struct request *req)
{
    struct field *f = fields_of_form(req, &done_form);
    f[DONE_ADDRESS].label = tr(req->lang, "Address");
    f[DONE_ADDRESS].help = tr(req->lang, "Where the service is reached: an IP address or a name.");
    f[DONE_ADDRESS].optional = true;
    f[DONE_TEXT].label = tr(req->lang, "Words for the customer");
    f[DONE_TEXT].optional = true;
    f[DONE_TEXT].spelled = true;
    return f;
}

static struct field *dress_give_up(struct request *req)
{
    struct field *f = fields_of_form(req, &give_up_form);
    f[GIVE_UP_REASON].label = tr(req->lang, "Reason");
    f[GIVE_UP_REASON].help = tr(req->lang, "Only staff reads it.");
    f[GIVE_UP_REASON].spelled = true;
    return f;
}

static err show(struct request *req, const struct operation *task)
{
    bool may_act = staff_may(req, STAFF_MAY_SERVICES);
    struct task_view view = {
        .task = task,
        .subject = subject_of(req, task),
        .wanted = operation_config(req->arena, task, "form"),
        .done = may_act && task_may_be_done(task) ? dress_done(req) : NULL,
        .give_up = may_act && task_may_be_given_up(task) ? dress_give_up(req) : NULL,
        .may_retry = may_act && task_may_be_retried(task),
        .whole = form_message_whole(req),
    };
    struct page *page = page_for(req);
    task_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_task(struct request *req)
{
    struct operation task;
    err e = load(req, &task);
    return e == ERR_OK ? show(req, &task) : e;
}

/* Acts on the task of the address; what it says is shown once on the task's page. */
static err act(struct request *req, err (*what)(struct request *, const struct operation *),
               const char *said)
{
    struct operation task;
    err e = load(req, &task);
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show(req, &task);
    }
    struct url here = url_fill(req->arena, "/staff/tasks/{}", task.id.text);
    e = what(req, &task);
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, here,
                                      N_("The task has changed meanwhile. Nothing was done."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, here, said) : e;
}

static err post_done(struct request *req)
{
    return act(req, task_act_done, N_("The task is done. The customer sees it now."));
}

static err post_retry(struct request *req)
{
    return act(req, task_act_retry, N_("It is tried again."));
}

static err post_give_up(struct request *req)
{
    return act(req, task_act_give_up, N_("The task was given up."));
}

static err waiting(struct request *req, int64_t *out)
{
    return operations_count_for_staff(req->db, req->arena, out);
}

const struct staff_screen provisioning_screens[] = {
    {.path = "/staff/tasks", .label = N_("Tasks"), .may = MAY_SEE, .waiting = waiting},
    STAFF_SCREENS_END,
};

const struct route provisioning_staff_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/tasks",
     .handler = get_tasks,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .summary = "Operations that a person has to look at, oldest first."},
    {.method = HTTP_GET,
     .path = "/staff/tasks/{id}",
     .handler = get_task,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .summary = "One operation, and what may be done with it."},
    {.method = HTTP_POST,
     .path = "/staff/tasks/{id}/done",
     .handler = post_done,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .form = &done_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Says that an operation was done by hand, with words for the customer."},
    {.method = HTTP_POST,
     .path = "/staff/tasks/{id}/retry",
     .handler = post_retry,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Has a failed operation tried again."},
    {.method = HTTP_POST,
     .path = "/staff/tasks/{id}/give-up",
     .handler = post_give_up,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .form = &give_up_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Gives an operation up, with a reason: it will not be done."},
    ROUTES_END,
};
