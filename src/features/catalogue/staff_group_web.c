/* SPDX-License-Identifier: Apache-2.0 */
/* Groups of plans for staff. */
#include "features/catalogue/catalogue_staff_page.h"
#include "features/catalogue/plan_text.h"
#include "features/catalogue/staff_view.h"
#include "system/random.h"
#include "web/reply.h"

static const struct field_rule group_fields[GROUP_FIELDS] = {
    [GROUP_CODE] = {"code", FIELD_LINE, 0, 40},
    [GROUP_NAME_UK] = {"name_uk", FIELD_LINE, 1, 80},
    [GROUP_NAME_EN] = {"name_en", FIELD_LINE, 1, 80},
    [GROUP_ABOUT_UK] = {"about_uk", FIELD_LINE, 0, 300},
    [GROUP_ABOUT_EN] = {"about_en", FIELD_LINE, 0, 300},
    [GROUP_POSITION] = {"position", FIELD_NUMBER, 0, 10000},
};
const struct form_rule staff_group_form = FORM(group_fields);

struct option *staff_group_options(struct request *req, const struct plan_group *groups,
                                   size_t count)
{
    struct option *options = ARENA_ARRAY(req->arena, struct option, count);
    for (size_t i = 0; i < count; i++) {
        options[i] = (struct option){groups[i].code, words_in(&groups[i].name, req->lang)};
    }
    return options;
}

void staff_label_names(struct request *req, struct field *uk, struct field *en)
{
    uk->label = tr(req->lang, "Name in Ukrainian");
    en->label = tr(req->lang, "Name in English");
    uk->spelled = en->spelled = true;
}

void staff_dress_group(struct request *req, struct field *f)
{
    f[GROUP_CODE].label = tr(req->lang, "Code");
    f[GROUP_CODE].required = true;
    staff_label_names(req, &f[GROUP_NAME_UK], &f[GROUP_NAME_EN]);
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
        return staff_show_plans(req);
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
        return staff_show_plans(req);
    }
    return e == ERR_OK
               ? reply_redirect_saying(req, url_path("/staff/catalogue"), N_("The group is there."))
               : e;
}

static err show_group(struct request *req)
{
    struct plan_group group;
    struct staff_group_view view = {.group = &group,
                                    .fields = fields_of_form(req, &staff_group_form)};
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
    staff_dress_group(req, view.fields);
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

const struct route catalogue_group_routes[] = {
    {.method = HTTP_POST,
     .path = "/staff/catalogue/groups",
     .handler = post_new_group,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &staff_group_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Makes a group."},
    {.method = HTTP_GET,
     .path = "/staff/catalogue/groups/{group}",
     .handler = show_group,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &staff_group_form,
     .lane = LANE_WORK,
     .summary = "One group."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/groups/{group}",
     .handler = post_group,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &staff_group_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Changes a group's names and place."},
    ROUTES_END,
};
