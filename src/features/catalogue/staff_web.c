/* SPDX-License-Identifier: Apache-2.0 */
/* The plans and groups for staff. */
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

static const struct field_rule group_fields[GROUP_FIELDS] = {
    [GROUP_CODE] = {"code", FIELD_LINE, 0, 40},
    [GROUP_NAME_UK] = {"name_uk", FIELD_LINE, 1, 80},
    [GROUP_NAME_EN] = {"name_en", FIELD_LINE, 1, 80},
    [GROUP_ABOUT_UK] = {"about_uk", FIELD_LINE, 0, 300},
    [GROUP_ABOUT_EN] = {"about_en", FIELD_LINE, 0, 300},
    [GROUP_POSITION] = {"position", FIELD_NUMBER, 0, 10000},
};
static const struct form_rule group_form = FORM(group_fields);

static err work_in(struct db *tx, void *arg)
{
    struct staff_work *work = arg;
    err e = work->run(tx, work);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_entry entry = staff_audit_of(work->req, work->action);
    entry.subject = work->subject;
    entry.ref = work->ref;
    entry.account = work->account;
    entry.reason = work->reason;
    entry.before = work->before;
    entry.after = work->after;
    return staff_audit_put(tx, work->req->arena, &entry);
}

err staff_work_do(struct staff_work *work)
{
    return db_transaction(work->req->db, work_in, work);
}

str limit_text(struct arena *arena, int64_t limit)
{
    return limit < 0 ? STR("") : str_printf(arena, "%" PRId64, limit);
}

bool limit_of_text(str typed, int64_t *out)
{
    if (typed.len == 0) {
        *out = -1;
        return true;
    }
    return str_to_i64(typed, out) && *out >= 0 && *out <= 1000000;
}

str plan_state_words(enum lang lang, str state)
{
    if (str_eq(state, STR("open"))) {
        return tr(lang, "On sale");
    }
    return str_eq(state, STR("closed")) ? tr(lang, "Not sold any more") : tr(lang, "Hidden");
}

struct option *staff_group_options(struct request *req, const struct plan_group *groups,
                                   size_t count)
{
    struct option *options = ARENA_ARRAY(req->arena, struct option, count);
    for (size_t i = 0; i < count; i++) {
        options[i] = (struct option){groups[i].code, words_in(&groups[i].name, req->lang)};
    }
    return options;
}

static void label_names(struct request *req, struct field *uk, struct field *en)
{
    uk->label = tr(req->lang, "Name in Ukrainian");
    en->label = tr(req->lang, "Name in English");
    uk->spelled = en->spelled = true;
}

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
    label_names(req, &f[NEW_NAME_UK], &f[NEW_NAME_EN]);
    for (size_t i = 0; i < NEW_FIELDS; i++) {
        f[i].scope = STR("-plan");
    }
}

static void dress_group(struct request *req, struct field *f)
{
    f[GROUP_CODE].label = tr(req->lang, "Code");
    f[GROUP_CODE].required = true;
    label_names(req, &f[GROUP_NAME_UK], &f[GROUP_NAME_EN]);
    f[GROUP_ABOUT_UK].label = tr(req->lang, "A sentence in Ukrainian");
    f[GROUP_ABOUT_EN].label = tr(req->lang, "A sentence in English");
    f[GROUP_ABOUT_UK].optional = f[GROUP_ABOUT_EN].optional = true;
    f[GROUP_ABOUT_UK].spelled = f[GROUP_ABOUT_EN].spelled = true;
    f[GROUP_POSITION].label = tr(req->lang, "Position");
    f[GROUP_POSITION].inputmode = STR("numeric");
    if (f[GROUP_POSITION].value.len == 0) {
        f[GROUP_POSITION].value = STR("1");
    }
}

static err show_plans(struct request *req)
{
    struct staff_plans_view view = {
        .plan_fields = fields_of_form(req, &new_form),
        .group_fields = fields_of_form(req, &group_form),
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
    dress_group(req, view.group_fields);
    struct page *page = page_for(req);
    staff_plans_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err staff_group_by_code(struct request *req, str code, struct plan_group *out)
{
    struct plan_group *groups = NULL;
    size_t count = 0;
    err e = catalogue_store_groups(req->db, req->arena, &groups, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        if (str_eq(groups[i].code, code)) {
            *out = groups[i];
            return ERR_OK;
        }
    }
    return e == ERR_OK ? ERR_NOT_FOUND : e;
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
    struct plan_group group;
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
        return show_plans(req);
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
        return show_plans(req);
    }
    struct url where = url_fill(req->arena, "/staff/catalogue/plans/{}/draft", plan.id.text);
    return e == ERR_OK ? reply_redirect(req, where) : e;
}

static void group_of_form(struct request *req, struct plan_group *out)
{
    out->name = (struct words){form_text(req, GROUP_NAME_UK), form_text(req, GROUP_NAME_EN)};
    out->about = (struct words){form_text(req, GROUP_ABOUT_UK), form_text(req, GROUP_ABOUT_EN)};
    out->position = form_number(req, GROUP_POSITION, 0);
}

static err make_group(struct db *tx, struct staff_work *work)
{
    return catalogue_store_group_new(tx, work->what);
}

static err post_new_group(struct request *req)
{
    struct plan_group group = {.id = {id_new(req->arena)}, .code = form_text(req, GROUP_CODE)};
    if (!code_is_wellformed(group.code)) {
        form_fail(req, GROUP_CODE, "bad_code");
    }
    if (form_failed(req)) {
        return show_plans(req);
    }
    group_of_form(req, &group);
    struct staff_work work = {.req = req,
                              .run = make_group,
                              .what = &group,
                              .action = "plan_group.made",
                              .subject = STR("plan_group"),
                              .ref = group.id.text,
                              .after = group.code};
    err e = staff_work_do(&work);
    if (e == ERR_CONFLICT) {
        form_fail(req, GROUP_CODE, "code_taken");
        return show_plans(req);
    }
    return e == ERR_OK
               ? reply_redirect_saying(req, url_path("/staff/catalogue"), N_("The group is there."))
               : e;
}

static err show_group(struct request *req)
{
    struct plan_group group;
    struct staff_group_view view = {.group = &group, .fields = fields_of_form(req, &group_form)};
    err e = staff_group_by_code(req, path_param(req, 0), &group);
    if (e != ERR_OK) {
        return e;
    }
    const str present[] = {
        [GROUP_CODE] = group.code,
        [GROUP_NAME_UK] = group.name.uk,
        [GROUP_NAME_EN] = group.name.en,
        [GROUP_ABOUT_UK] = group.about.uk,
        [GROUP_ABOUT_EN] = group.about.en,
        [GROUP_POSITION] = limit_text(req->arena, group.position),
    };
    for (size_t i = 0; i < GROUP_FIELDS; i++) {
        view.fields[i].value = form_given(req, i) ? view.fields[i].value : present[i];
    }
    view.whole = form_message_whole(req);
    dress_group(req, view.fields);
    struct page *page = page_for(req);
    staff_group_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err change_group(struct db *tx, struct staff_work *work)
{
    return edit_group(tx, work->what);
}

static err post_group(struct request *req)
{
    struct plan_group group;
    err e = staff_group_by_code(req, path_param(req, 0), &group);
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show_group(req);
    }
    struct staff_work work = {.req = req,
                              .run = change_group,
                              .what = &group,
                              .action = "plan_group.changed",
                              .subject = STR("plan_group"),
                              .ref = group.id.text,
                              .before = group.name.en};
    group_of_form(req, &group);
    work.after = group.name.en;
    e = staff_work_do(&work);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/catalogue"),
                                               N_("The group is changed."))
                       : e;
}

const struct route catalogue_staff_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/catalogue",
     .handler = show_plans,
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
     .summary = "Makes a hidden plan with its first draft."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/groups",
     .handler = post_new_group,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &group_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Makes a group."},
    {.method = HTTP_GET,
     .path = "/staff/catalogue/groups/{group}",
     .handler = show_group,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &group_form,
     .lane = LANE_WORK,
     .summary = "One group."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/groups/{group}",
     .handler = post_group,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &group_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Changes a group's names and place."},
    ROUTES_END,
};

const struct staff_screen catalogue_screens[] = {
    {.path = "/staff/catalogue", .label = N_("Catalogue"), .may = STAFF_MAY_CATALOGUE},
    STAFF_SCREENS_END,
};
