/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue for programs of the provider: plans with their versions, drafts as JSON, state and
 * stock. */
#include <inttypes.h>

#include "features/catalogue/catalogue_json.h"
#include "features/catalogue/plan_spec.h"
#include "features/catalogue/staff_view.h"
#include "json/reader.h"
#include "json/writer.h"
#include "web/reply.h"

enum { PLAN_STATE, PLAN_STOCK, PLAN_STOCK_SEEN, PLAN_CUSTOMER, PLAN_FIELDS };

static const struct field_rule place_fields[PLAN_FIELDS] = {
    [PLAN_STATE] = {"state", FIELD_LINE, 0, 10},
    [PLAN_STOCK] = {"stock", FIELD_LINE, 0, 9},
    [PLAN_STOCK_SEEN] = {"stock_seen", FIELD_LINE, 0, 9},
    [PLAN_CUSTOMER] = {"per_customer", FIELD_LINE, 0, 9},
};
static const struct form_rule place_form = FORM(place_fields);

static const struct field_rule spec_fields[] = {{"spec", FIELD_OBJECT, 1, 40}};
static const char *const spec_shapes[] = {"PlanSpec"};
static const struct form_rule spec_form = FORM_WITH(spec_fields, NULL, spec_shapes);

static const struct form_rule no_fields = {0};

static void put_limit(struct json *json, const char *key, int64_t limit)
{
    json_key(json, key);
    if (limit < 0) {
        json_nil(json);
    } else {
        json_i64(json, limit);
    }
}

static void put_plan(struct json *json, const struct plan *plan)
{
    json_key(json, "id"), json_str(json, plan->id.text);
    json_key(json, "code"), json_str(json, plan->code);
    json_key(json, "kind"), json_text(json, plan->is_addon ? "addon" : "service");
    json_key(json, "state"), json_str(json, plan->state);
    json_key(json, "version"), json_i64(json, plan->version);
    json_key(json, "published"), json_bool(json, !plan->is_draft);
    put_limit(json, "stock", plan->stock_left);
    put_limit(json, "per_customer", plan->per_customer);
}

static err api_plans(struct request *req)
{
    struct plan *plans = NULL;
    size_t count = 0;
    err e = edit_plans(req->db, req->arena, &plans, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items");
    json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        json_obj(&json);
        put_plan(&json, &plans[i]);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static void put_versions(struct json *json, struct arena *arena,
                         const struct plan_version_line *lines, size_t count)
{
    json_key(json, "versions");
    json_arr(json);
    for (size_t i = 0; i < count; i++) {
        json_obj(json);
        json_key(json, "version"), json_i64(json, lines[i].version);
        json_key(json, "state"), json_text(json, lines[i].is_draft ? "draft" : "published");
        json_key(json, "author"), json_str(json, lines[i].author);
        json_key(json, "saved_at"), json_str(json, when_rfc3339(arena, lines[i].created_at));
        json_end(json);
    }
    json_end(json);
}

/* The plan with its newest text: the draft when there is one. */
static err reply_plan(struct request *req)
{
    struct plan plan;
    struct plan newest;
    struct plan_version_line *lines = NULL;
    size_t count = 0;
    err e = edit_plan(req->db, req->arena, path_param(req, 0), &plan);
    if (e == ERR_OK) {
        e = edit_begin(req->db, req->arena, plan.id.text, &newest);
    }
    if (e == ERR_OK) {
        e = edit_versions(req->db, req->arena, plan.id, &lines, &count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    put_plan(&json, &plan);
    put_versions(&json, req->arena, lines, count);
    json_key(&json, "spec");
    plan_spec_put(&json, &newest);
    json_end(&json);
    return reply_json(req, 200, &text);
}

struct arranging {
    struct plan plan;
    int64_t stock_seen;
};

static err arrange(struct db *tx, struct staff_work *work)
{
    struct arranging *a = work->what;
    return edit_arrange(tx, &a->plan, a->stock_seen);
}

static void validate_place(struct request *req, struct arranging *a)
{
    str state = form_text(req, PLAN_STATE);
    if (form_given(req, PLAN_STATE)) {
        if (!plan_state_may(&a->plan, state)) {
            form_fail(req, PLAN_STATE, a->plan.is_draft ? "publish_first" : "bad_choice");
        }
        a->plan.state = state;
    }
    if (form_given(req, PLAN_STOCK) &&
        !limit_of_text(form_text(req, PLAN_STOCK), &a->plan.stock_left)) {
        form_fail(req, PLAN_STOCK, "bad_number");
    }
    if (form_given(req, PLAN_STOCK_SEEN) &&
        !limit_of_text(form_text(req, PLAN_STOCK_SEEN), &a->stock_seen)) {
        form_fail(req, PLAN_STOCK_SEEN, "bad_number");
    }
    if (form_given(req, PLAN_CUSTOMER) &&
        !limit_of_text(form_text(req, PLAN_CUSTOMER), &a->plan.per_customer)) {
        form_fail(req, PLAN_CUSTOMER, "bad_number");
    }
}

static err api_arrange(struct request *req)
{
    struct arranging arranging = {0};
    err e = edit_plan(req->db, req->arena, path_param(req, 0), &arranging.plan);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_work work = {.req = req,
                              .run = arrange,
                              .what = &arranging,
                              .action = "plan.arranged",
                              .subject = STR("plan"),
                              .ref = arranging.plan.id.text,
                              .before = plan_place_text(req->arena, &arranging.plan)};
    arranging.stock_seen = arranging.plan.stock_left;
    validate_place(req, &arranging);
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    work.after = plan_place_text(req->arena, &arranging.plan);
    e = staff_work_do(&work);
    db_snapshot_end(req->db);
    return e == ERR_OK ? reply_plan(req) : e;
}

static err save(struct db *tx, struct staff_work *work)
{
    struct request *req = work->req;
    return edit_save(tx, req->arena, work->what, req->staff.login, req->now);
}

static err api_save_draft(struct request *req)
{
    struct plan plan;
    struct plan_fault fault = {0};
    err e = edit_begin(req->db, req->arena, path_param(req, 0), &plan);
    if (e != ERR_OK) {
        return e;
    }
    str before = plan_spec_write(req->arena, &plan);
    if (plan_spec_take(req->arena, form_json(req, 0), &plan) != ERR_OK) {
        form_fail(req, 0, "wrong_type");
        return ERR_INVALID;
    }
    e = plan_validate(req->db, req->arena, &plan, &fault);
    if (e == ERR_OK && fault.code != NULL) {
        form_fail(req, 0, fault.code);
        e = ERR_INVALID;
    }
    if (e != ERR_OK) {
        return e;
    }
    struct staff_work work = {.req = req,
                              .run = save,
                              .what = &plan,
                              .action = "plan.draft_saved",
                              .subject = STR("plan"),
                              .ref = plan.id.text,
                              .before = before,
                              .after = plan_spec_write(req->arena, &plan)};
    e = staff_work_do(&work);
    db_snapshot_end(req->db);
    return e == ERR_OK ? reply_plan(req) : e;
}

static err api_publish(struct request *req)
{
    struct plan plan;
    struct plan_fault fault = {0};
    err e = edit_begin(req->db, req->arena, path_param(req, 0), &plan);
    if (e == ERR_OK) {
        e = plan_validate(req->db, req->arena, &plan, &fault);
    }
    if (e == ERR_OK && fault.code != NULL) {
        form_fail_whole(req, fault.code);
        e = ERR_INVALID;
    }
    if (e == ERR_OK) {
        e = staff_publish(req, plan.id);
    }
    db_snapshot_end(req->db);
    return e == ERR_OK ? reply_plan(req) : e;
}

const struct route catalogue_staff_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/staff/catalogue/plans",
     .handler = api_plans,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .lane = LANE_WORK,
     .answers = "200 StaffPlanList",
     .summary = "Every plan, hidden ones too."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/catalogue/plans/{id}",
     .handler = reply_plan,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .lane = LANE_WORK,
     .answers = "200 StaffPlan",
     .summary = "One plan with its versions and its newest text."},
    {.method = HTTP_PATCH,
     .path = "/api/v1/staff/catalogue/plans/{id}",
     .handler = api_arrange,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &place_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .answers = "200 StaffPlan",
     .summary = "Changes whether a plan is sold and how many there are; an empty limit is none."},
    {.method = HTTP_PUT,
     .path = "/api/v1/staff/catalogue/plans/{id}/draft",
     .handler = api_save_draft,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &spec_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .answers = "200 StaffPlan",
     .summary = "Saves the draft of a plan."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/catalogue/plans/{id}/publish",
     .handler = api_publish,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &no_fields,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 StaffPlan",
     .summary = "Makes the draft what is sold from now on."},
    ROUTES_END,
};
