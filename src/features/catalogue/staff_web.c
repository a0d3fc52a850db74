/* SPDX-License-Identifier: Apache-2.0 */
/* The plans for staff. */
#include <inttypes.h>

#include "features/catalogue/catalogue_staff_page.h"
#include "features/catalogue/plan_text.h"
#include "features/catalogue/staff_view.h"
#include "system/random.h"
#include "web/reply.h"
#include "web/staff_audit.h"

static const struct field_rule new_fields[NEW_FIELDS] = {
    [NEW_CODE] = {"code", FIELD_LINE, 1, 40},       [NEW_GROUP] = {"group", FIELD_LINE, 1, 40},
    [NEW_KIND] = {"kind", FIELD_LINE, 1, 10},       [NEW_NAME_UK] = {"name_uk", FIELD_LINE, 1, 80},
    [NEW_NAME_EN] = {"name_en", FIELD_LINE, 1, 80},
};
static const struct form_rule new_form = FORM(new_fields);

static void dress_new(struct request *req, struct staff_plans_view *view)
{
    struct option *kinds = ARENA_ARRAY(req->arena, struct option, 2);
    kinds[0] = (struct option){STR("service"), tr(req->lang, "Service")};
    kinds[1] = (struct option){STR("addon"), tr(req->lang, "Add-on")};
    struct field *f = view->plan_fields;
    f[NEW_CODE].label = tr(req->lang, "Code");
    f[NEW_CODE].help = tr(req->lang, "Small Latin letters, digits and hyphens; never changes.");
    f[NEW_GROUP].label = tr(req->lang, "Group");
    f[NEW_GROUP].options = staff_group_options(req, view->groups, view->group_count);
    f[NEW_GROUP].option_count = view->group_count;
    f[NEW_KIND].label = tr(req->lang, "Kind");
    f[NEW_KIND].options = kinds;
    f[NEW_KIND].option_count = 2;
    staff_label_names(req, &f[NEW_NAME_UK], &f[NEW_NAME_EN]);
    for (size_t i = 0; i < NEW_FIELDS; i++) {
        f[i].scope = STR("-plan");
    }
}

err staff_show_plans(struct request *req)
{
    struct staff_plans_view view = {
        .plan_fields = fields_of_form(req, &new_form),
        .group_fields = fields_of_form(req, &staff_group_form),
        .whole = form_message_whole(req),
    };
    err e = edit_plans(req->db, req->arena, &view.plans, &view.count);
    if (e == ERR_OK) {
        e = catalogue_store_groups(req->db, req->arena, &view.groups, &view.group_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    dress_new(req, &view);
    staff_dress_group(req, view.group_fields);
    struct page *page = page_for(req);
    staff_plans_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err make_plan(struct db *tx, struct staff_work *work)
{
    struct plan *plan = work->what;
    err e = edit_make(tx, work->req->arena, plan, work->req->staff.login, work->req->now);
    work->ref = plan->id.text;
    return e;
}

static err post_new_plan(struct request *req)
{
    struct plan_group group = {0};
    if (!form_failed(req) && !code_is_wellformed(form_text(req, NEW_CODE))) {
        form_fail(req, NEW_CODE, "bad_code");
    }
    err e = staff_group_by_code(req, form_text(req, NEW_GROUP), &group);
    if (e == ERR_NOT_FOUND) {
        form_fail(req, NEW_GROUP, "bad_choice");
    } else if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return staff_show_plans(req);
    }
    struct plan plan = {
        .code = form_text(req, NEW_CODE),
        .group = group.id,
        .is_addon = str_eq(form_text(req, NEW_KIND), STR("addon")),
        .stock_left = -1,
        .per_customer = -1,
        .position = 100,
        .name = {form_text(req, NEW_NAME_UK), form_text(req, NEW_NAME_EN)},
        .timeline = {.invoice_before = 14,
                     .reminders = {7, 3, 1},
                     .reminder_count = 3,
                     .balance_before = 1,
                     .retries = {1, 3},
                     .retry_count = 2,
                     .suspend_after = 3,
                     .warn_after = 17,
                     .terminate_after = 30},
        .driver = STR("manual"),
        .config = STR("{}"),
    };
    struct staff_work work = {.req = req,
                              .run = make_plan,
                              .what = &plan,
                              .action = "plan.made",
                              .subject = STR("plan"),
                              .after = plan.code};
    e = staff_work_do(&work);
    if (e == ERR_CONFLICT) {
        form_fail(req, NEW_CODE, "code_taken");
        return staff_show_plans(req);
    }
    struct url where = url_fill(req->arena, "/staff/catalogue/plans/{}/draft", plan.id.text);
    return e == ERR_OK ? reply_redirect(req, where) : e;
}

const struct route catalogue_staff_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/catalogue",
     .handler = staff_show_plans,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &new_form,
     .lane = LANE_WORK,
     .summary = "Every plan and group."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/plans",
     .handler = post_new_plan,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &new_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Makes a hidden plan with its first draft."},
    ROUTES_END,
};

const struct staff_screen catalogue_screens[] = {
    {.path = "/staff/catalogue", .label = N_("Catalogue"), .may = STAFF_MAY_CATALOGUE},
    STAFF_SCREENS_END,
};
