/* SPDX-License-Identifier: Apache-2.0 */
/* One plan for staff: its state, its versions, and how customers will see it. */
#include <inttypes.h>

#include "features/catalogue/catalogue_page.h"
#include "features/catalogue/catalogue_staff_page.h"
#include "features/catalogue/configure.h"
#include "features/catalogue/plan_spec.h"
#include "features/catalogue/staff_view.h"
#include "web/reply.h"

static const struct form_rule no_fields = {0};

static const struct field_rule place_fields[PLACE_FIELDS] = {
    [PLACE_GROUP] = {"group", FIELD_LINE, 1, 40},
    [PLACE_STATE] = {"state", FIELD_LINE, 1, 10},
    [PLACE_POSITION] = {"position", FIELD_NUMBER, 0, 10000},
    [PLACE_STOCK] = {"stock", FIELD_LINE, 0, 9},
    [PLACE_CUSTOMER] = {"per_customer", FIELD_LINE, 0, 9},
    [PLACE_SEEN] = {"stock_seen", FIELD_LINE, 0, 9},
};
static const struct form_rule place_form = FORM(place_fields);

static struct url plan_url(struct request *req)
{
    return url_fill(req->arena, "/staff/catalogue/plans/{}", path_param(req, 0));
}

static void dress_place(struct request *req, const struct plan *plan, struct plan_group *groups,
                        size_t count, struct field *f)
{
    static const char *const states[] = {"open", "closed", "hidden"};
    struct option *options = ARENA_ARRAY(req->arena, struct option, ARRAY_LEN(states));
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        str state = str_from_z(states[i]);
        options[i] = (struct option){state, plan_state_words(req->lang, state)};
    }
    str group = STR("");
    for (size_t i = 0; i < count; i++) {
        group = str_eq(groups[i].id.text, plan->group.text) ? groups[i].code : group;
    }
    const str present[] = {
        [PLACE_GROUP] = group,
        [PLACE_STATE] = plan->state,
        [PLACE_POSITION] = limit_text(req->arena, plan->position),
        [PLACE_STOCK] = limit_text(req->arena, plan->stock_left),
        [PLACE_CUSTOMER] = limit_text(req->arena, plan->per_customer),
        [PLACE_SEEN] = limit_text(req->arena, plan->stock_left),
    };
    for (size_t i = 0; i < PLACE_FIELDS; i++) {
        f[i].value = form_given(req, i) && i != PLACE_SEEN ? f[i].value : present[i];
    }
    f[PLACE_GROUP].label = tr(req->lang, "Group");
    f[PLACE_GROUP].options = staff_group_options(req, groups, count);
    f[PLACE_GROUP].option_count = count;
    f[PLACE_STATE].label = tr(req->lang, "State");
    f[PLACE_STATE].options = options;
    f[PLACE_STATE].option_count = ARRAY_LEN(states);
    f[PLACE_POSITION].label = tr(req->lang, "Position");
    f[PLACE_STOCK].label = tr(req->lang, "Pieces left");
    f[PLACE_CUSTOMER].label = tr(req->lang, "Most pieces of one customer");
    f[PLACE_STOCK].help = f[PLACE_CUSTOMER].help = tr(req->lang, "Empty: without limit.");
    f[PLACE_STOCK].inputmode = f[PLACE_CUSTOMER].inputmode = STR("numeric");
    f[PLACE_POSITION].inputmode = STR("numeric");
}

static err show_plan(struct request *req)
{
    struct plan plan;
    struct plan_group *groups = NULL;
    size_t group_count = 0;
    struct staff_plan_view view = {.plan = &plan,
                                   .fields = fields_of_form(req, &place_form),
                                   .whole = form_message_whole(req)};
    err e = edit_plan(req->db, req->arena, path_param(req, 0), &plan);
    if (e == ERR_OK) {
        e = edit_versions(req->db, req->arena, plan.id, &view.versions, &view.version_count);
    }
    if (e == ERR_OK) {
        e = catalogue_store_groups(req->db, req->arena, &groups, &group_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.has_draft = view.version_count > 0 && view.versions[0].is_draft;
    view.may_drop = view.has_draft && !plan.is_draft;
    dress_place(req, &plan, groups, group_count, view.fields);
    struct page *page = page_for(req);
    staff_plan_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

struct arranging {
    struct plan *plan;
    int64_t stock_seen;
};

static err arrange(struct db *tx, struct staff_work *work)
{
    struct arranging *a = work->what;
    return edit_arrange(tx, a->plan, a->stock_seen);
}

str plan_place_text(struct arena *arena, const struct plan *plan)
{
    return str_printf(arena, "%" STR_FMT ", stock %" PRId64 ", per customer %" PRId64,
                      STR_ARG(plan->state), plan->stock_left, plan->per_customer);
}

bool plan_state_may(const struct plan *plan, str state)
{
    bool hidden = str_eq(state, STR("hidden"));
    bool shown = str_eq(state, STR("open")) || str_eq(state, STR("closed"));
    return hidden || (shown && !plan->is_draft);
}

static err validate_place(struct request *req, struct plan *plan, struct arranging *out)
{
    struct plan_group group;
    str state = form_text(req, PLACE_STATE);
    bool known =
        str_eq(state, STR("open")) || str_eq(state, STR("closed")) || str_eq(state, STR("hidden"));
    if (!known || (plan->is_draft && !str_eq(state, STR("hidden")))) {
        form_fail(req, PLACE_STATE, plan->is_draft ? "publish_first" : "bad_choice");
    }
    plan->state = state;
    plan->position = form_number(req, PLACE_POSITION, plan->position);
    if (!limit_of_text(form_text(req, PLACE_STOCK), &plan->stock_left)) {
        form_fail(req, PLACE_STOCK, "bad_number");
    }
    if (!limit_of_text(form_text(req, PLACE_CUSTOMER), &plan->per_customer)) {
        form_fail(req, PLACE_CUSTOMER, "bad_number");
    }
    if (!limit_of_text(form_text(req, PLACE_SEEN), &out->stock_seen)) {
        form_fail_whole(req, "stock_changed");
    }
    err e = staff_group_by_code(req, form_text(req, PLACE_GROUP), &group);
    if (e == ERR_NOT_FOUND) {
        form_fail(req, PLACE_GROUP, "bad_choice");
        e = ERR_OK;
    } else if (e == ERR_OK) {
        plan->group = group.id;
    }
    return e;
}

static err post_place(struct request *req)
{
    struct plan plan;
    struct arranging arranging = {.plan = &plan};
    err e = edit_plan(req->db, req->arena, path_param(req, 0), &plan);
    struct staff_work work = {.req = req,
                              .run = arrange,
                              .what = &arranging,
                              .action = "plan.arranged",
                              .subject = STR("plan")};
    if (e == ERR_OK) {
        work.ref = plan.id.text;
        work.before = plan_place_text(req->arena, &plan);
        e = validate_place(req, &plan, &arranging);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show_plan(req);
    }
    work.after = plan_place_text(req->arena, &plan);
    e = staff_work_do(&work);
    if (e == ERR_CONFLICT) {
        form_fail_whole(req, "stock_changed");
        return show_plan(req);
    }
    return e == ERR_OK ? reply_redirect_saying(req, plan_url(req), N_("The plan is changed.")) : e;
}

static err publish(struct db *tx, struct staff_work *work)
{
    int64_t version = 0;
    plan_id id = {work->ref};
    err e = edit_publish(tx, work->req->arena, id, work->req->now, &version);
    if (e == ERR_OK) {
        work->after = str_printf(work->req->arena, "version %" PRId64, version);
    }
    return e;
}

err staff_publish(struct request *req, plan_id plan)
{
    struct staff_work work = {.req = req,
                              .run = publish,
                              .action = "plan.published",
                              .subject = STR("plan"),
                              .ref = plan.text};
    return staff_work_do(&work);
}

static err post_publish(struct request *req)
{
    struct plan plan;
    struct plan_fault fault;
    err e = edit_begin(req->db, req->arena, path_param(req, 0), &plan);
    if (e == ERR_OK) {
        e = plan_validate(req->db, req->arena, &plan, &fault);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (fault.code != NULL) {
        return reply_redirect_warning(
            req, url_fill(req->arena, "/staff/catalogue/plans/{}/draft", plan.id.text),
            N_("The draft cannot be sold yet. Save it to see what is missing."));
    }
    e = staff_publish(req, plan.id);
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, plan_url(req), N_("There is no draft."));
    }
    if (e == ERR_OK && !str_eq(plan.state, STR("open"))) {
        return reply_redirect_warning(
            req, plan_url(req),
            N_("The version is published, but customers see the plan only once it is on sale."));
    }
    return e == ERR_OK ? reply_redirect_saying(
                             req, plan_url(req),
                             N_("The new version is sold from now on; services keep theirs."))
                       : e;
}

static err drop(struct db *tx, struct staff_work *work)
{
    return edit_drop(tx, work->req->arena, (plan_id){work->ref});
}

static err post_drop(struct request *req)
{
    struct plan plan;
    err e = edit_begin(req->db, req->arena, path_param(req, 0), &plan);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_work work = {.req = req,
                              .run = drop,
                              .action = "plan.draft_dropped",
                              .subject = STR("plan"),
                              .ref = plan.id.text,
                              .before = plan_spec_write(req->arena, &plan)};
    e = staff_work_do(&work);
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, plan_url(req), N_("There is no draft."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, plan_url(req), N_("The draft is gone.")) : e;
}

/* The plan as customers will see it. */

static err get_preview(struct request *req)
{
    struct plan plan;
    struct configure_ask ask;
    struct configure_view view;
    int64_t version = 0;
    str wanted = STR("");
    err e = edit_begin(req->db, req->arena, path_param(req, 0), &plan);
    if (e == ERR_OK && http_query_param(req->http, STR("version"), &wanted)) {
        e = str_to_i64(wanted, &version)
                ? plan_at_version(req->db, req->arena, plan.id, version, &plan)
                : ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        e = configure_ask_of(req, &ask);
    }
    if (e != ERR_OK) {
        return e;
    }
    ask.plan = &plan;
    ask.preview = plan.version;
    e = configure_view_of(req, &ask, &view);
    if (e != ERR_OK) {
        return e;
    }
    view.action = url_fill(req->arena, "/staff/catalogue/plans/{}/preview/{}", plan.id.text,
                           str_printf(req->arena, "%" PRId64, plan.version));
    view.back = plan_url(req);
    struct page *page = page_for(req);
    plan_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err post_preview(struct request *req)
{
    struct url page = url_with(
        req->arena, url_fill(req->arena, "/staff/catalogue/plans/{}/preview", path_param(req, 0)),
        STR("version"), path_param(req, 1));
    return reply_redirect(req, configure_url(req, page));
}

const struct route catalogue_plan_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/catalogue/plans/{id}",
     .handler = show_plan,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &place_form,
     .lane = LANE_WORK,
     .summary = "One plan: its versions, state and limits."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/plans/{id}",
     .handler = post_place,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &place_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Changes whether a plan is sold, and how many there are."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/plans/{id}/publish",
     .handler = post_publish,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &no_fields,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Makes the draft what is sold from now on."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/plans/{id}/drop",
     .handler = post_drop,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &no_fields,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Throws the draft away."},
    {.method = HTTP_GET,
     .path = "/staff/catalogue/plans/{id}/preview",
     .handler = get_preview,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .lane = LANE_WORK,
     .summary = "A version as customers will see it."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/plans/{id}/preview/{version}",
     .handler = post_preview,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &configure_form,
     .rate = RATE_READ,
     .lane = LANE_WORK,
     .summary = "Computes the price in the preview anew."},
    ROUTES_END,
};
