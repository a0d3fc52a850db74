/* SPDX-License-Identifier: Apache-2.0 */
/* The editor of a plan. Saving makes or changes the draft; nothing is sold by it before it is
 * published. */
#include <inttypes.h>

#include "features/catalogue/catalogue_staff_page.h"
#include "features/catalogue/plan_spec.h"
#include "features/catalogue/plan_text.h"
#include "features/catalogue/staff_view.h"
#include "web/reply.h"

static const struct field_rule fields[DRAFT_FIELDS] = {
    [DRAFT_NAME_UK] = {"name_uk", FIELD_LINE, 1, 80},
    [DRAFT_NAME_EN] = {"name_en", FIELD_LINE, 1, 80},
    [DRAFT_ABOUT_UK] = {"about_uk", FIELD_LINE, 0, 300},
    [DRAFT_ABOUT_EN] = {"about_en", FIELD_LINE, 0, 300},
    [DRAFT_FACTS] = {"facts", FIELD_TEXT, 0, 2000},
    [DRAFT_PRICES] = {"prices", FIELD_TEXT, 1, 4000},
    [DRAFT_OPTIONS] = {"options", FIELD_TEXT, 0, 8000},
    [DRAFT_ADDONS] = {"addons", FIELD_LINE, 0, 400},
    [DRAFT_CHANGES] = {"changes", FIELD_TEXT, 0, 2000},
    [DRAFT_LIMITS] = {"limits", FIELD_TEXT, 0, 1000},
    [DRAFT_TAX] = {"tax", FIELD_LINE, 0, 40},
    [DRAFT_DRIVER] = {"driver", FIELD_LINE, 1, 20},
    [DRAFT_CONFIG] = {"config", FIELD_TEXT, 0, 4000},
    [DRAFT_INVOICE] = {"invoice_before", FIELD_NUMBER, 0, 366},
    [DRAFT_REMINDERS] = {"reminders", FIELD_LINE, 0, 40},
    [DRAFT_BALANCE] = {"balance_before", FIELD_NUMBER, 0, 366},
    [DRAFT_RETRIES] = {"retries", FIELD_LINE, 0, 40},
    [DRAFT_SUSPEND] = {"suspend_after", FIELD_NUMBER, 0, 366},
    [DRAFT_WARN] = {"warn_after", FIELD_NUMBER, 0, 366},
    [DRAFT_TERMINATE] = {"terminate_after", FIELD_NUMBER, 1, 3660},
    [DRAFT_SEEN] = {"seen", FIELD_TOKEN, 0, 60},
};
const struct form_rule draft_form = FORM(fields);

/* What goes wrong in which line of a text; 0 = not in a text. */
struct editing {
    struct request *req;
    struct plan plan;
    int64_t lines[DRAFT_FIELDS];
};

static str number_text(struct request *req, int64_t number)
{
    return str_printf(req->arena, "%" PRId64, number);
}

/* Names what the newest version was when the editor was opened. */
static err newest_version(struct db *db, struct arena *arena, plan_id plan, str *out)
{
    struct plan_version_line *lines = NULL;
    size_t count = 0;
    err e = edit_versions(db, arena, plan, &lines, &count);
    *out = e == ERR_OK && count > 0
               ? str_printf(arena, "%" PRId64 "-%" PRId64, lines[0].version, lines[0].created_at.us)
               : STR("");
    return e;
}

/* The plan's own values where nothing was sent. */
static void fill_present(struct request *req, const struct plan *plan, struct field *f)
{
    struct arena *arena = req->arena;
    const struct plan_timeline *t = &plan->timeline;
    const str present[DRAFT_FIELDS] = {
        [DRAFT_NAME_UK] = plan->name.uk,
        [DRAFT_NAME_EN] = plan->name.en,
        [DRAFT_ABOUT_UK] = plan->about.uk,
        [DRAFT_ABOUT_EN] = plan->about.en,
        [DRAFT_FACTS] = facts_text(arena, plan),
        [DRAFT_PRICES] = prices_text(arena, plan),
        [DRAFT_OPTIONS] = options_text(arena, plan),
        [DRAFT_ADDONS] = codes_text(arena, plan->addons, plan->addon_count),
        [DRAFT_CHANGES] = changes_text(arena, plan),
        [DRAFT_LIMITS] = limits_text(arena, plan),
        [DRAFT_TAX] = plan->tax,
        [DRAFT_DRIVER] = plan->driver,
        [DRAFT_CONFIG] = plan->config,
        [DRAFT_INVOICE] = number_text(req, t->invoice_before),
        [DRAFT_REMINDERS] = days_text(arena, t->reminders, t->reminder_count),
        [DRAFT_BALANCE] = number_text(req, t->balance_before),
        [DRAFT_RETRIES] = days_text(arena, t->retries, t->retry_count),
        [DRAFT_SUSPEND] = number_text(req, t->suspend_after),
        [DRAFT_WARN] = number_text(req, t->warn_after),
        [DRAFT_TERMINATE] = number_text(req, t->terminate_after),
    };
    for (size_t i = 0; i < DRAFT_FIELDS; i++) {
        f[i].value = form_given(req, i) ? f[i].value : present[i];
    }
}

static void dress_texts(struct request *req, struct field *f)
{
    f[DRAFT_NAME_UK].label = tr(req->lang, "Name in Ukrainian");
    f[DRAFT_NAME_EN].label = tr(req->lang, "Name in English");
    f[DRAFT_ABOUT_UK].label = tr(req->lang, "A sentence in Ukrainian");
    f[DRAFT_ABOUT_EN].label = tr(req->lang, "A sentence in English");
    f[DRAFT_FACTS].label = tr(req->lang, "What is in it");
    f[DRAFT_FACTS].help = tr(req->lang, "A line for each: Ukrainian | English");
    f[DRAFT_PRICES].label = tr(req->lang, "Prices");
    f[DRAFT_PRICES].help =
        tr(req->lang, "A line for each: currency, months, price, setup fee. UAH 12 3240.00 0.00");
    f[DRAFT_OPTIONS].label = tr(req->lang, "Options");
    f[DRAFT_OPTIONS].help = tr(
        req->lang, "Numbers: slider disk | Ukrainian | English | unit | unit | least most step "
                   "included preset | UAH 2.00, EUR 0.05. Choices: list os | Ukrainian | English, "
                   "then a line for each: - code | Ukrainian | English | UAH 450.00, EUR 10.90");
    f[DRAFT_ADDONS].label = tr(req->lang, "Add-ons");
    f[DRAFT_ADDONS].help = tr(req->lang, "Codes, divided by blanks.");
    f[DRAFT_CHANGES].label = tr(req->lang, "Changes to other plans");
    f[DRAFT_CHANGES].help =
        tr(req->lang, "A line for each: code, then ways: pay_difference restart convert_time "
                      "at_period_end");
    f[DRAFT_LIMITS].label = tr(req->lang, "Limits that a smaller plan must fit");
    f[DRAFT_LIMITS].help = tr(req->lang, "A line for each: disk_gb 20, or disk_gb option disk");
}

static void dress_rest(struct request *req, struct field *f)
{
    f[DRAFT_TAX].label = tr(req->lang, "Tax");
    f[DRAFT_TAX].help = tr(req->lang, "The code of a tax; empty: none.");
    f[DRAFT_DRIVER].label = tr(req->lang, "Set up by");
    f[DRAFT_CONFIG].label = tr(req->lang, "Settings for that");
    f[DRAFT_CONFIG].help =
        STR("{\"hook\":\"demo-vps\"}, {\"webhook\":\"panel\"}, {\"form\":\"…\"}");
    f[DRAFT_INVOICE].label = tr(req->lang, "Invoice, days before the end");
    f[DRAFT_REMINDERS].label = tr(req->lang, "Reminders, days before the end");
    f[DRAFT_BALANCE].label = tr(req->lang, "Charge of the balance, days before the end");
    f[DRAFT_RETRIES].label = tr(req->lang, "Further tries, days after the end");
    f[DRAFT_SUSPEND].label = tr(req->lang, "Suspension, days after the end");
    f[DRAFT_WARN].label = tr(req->lang, "Last warning, days after the end");
    f[DRAFT_TERMINATE].label = tr(req->lang, "Removal, days after the end");
    struct option *drivers = ARENA_ARRAY(req->arena, struct option, 3);
    drivers[0] = (struct option){STR("manual"), tr(req->lang, "Staff, by hand")};
    drivers[1] = (struct option){STR("webhook"), tr(req->lang, "A webhook")};
    drivers[2] = (struct option){STR("exec"), tr(req->lang, "A program on the server")};
    f[DRAFT_DRIVER].options = drivers;
    f[DRAFT_DRIVER].option_count = 3;
}

static err show_draft(struct request *req, const struct editing *editing)
{
    struct plan plan;
    err e = edit_begin(req->db, req->arena, path_param(req, 0), &plan);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_draft_view view = {.plan = &plan,
                                    .fields = fields_of_form(req, &draft_form),
                                    .whole = form_message_whole(req)};
    e = newest_version(req->db, req->arena, plan.id, &view.seen);
    if (e != ERR_OK) {
        return e;
    }
    fill_present(req, &plan, view.fields);
    dress_texts(req, view.fields);
    dress_rest(req, view.fields);
    for (size_t i = 0; editing != NULL && i < DRAFT_FIELDS; i++) {
        if (editing->lines[i] > 0) {
            view.fields[i].error =
                tr_fill(req->arena, tr(req->lang, "Line {n}: {mistake}"), "n",
                        number_text(req, editing->lines[i]), "mistake", form_message(req, i), NULL);
        }
    }
    struct page *page = page_for(req);
    staff_draft_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_draft(struct request *req)
{
    return show_draft(req, NULL);
}

static void note(struct editing *editing, size_t field, struct text_fault fault)
{
    if (fault.code != NULL) {
        form_fail(editing->req, field, fault.code);
        editing->lines[field] = fault.line;
    }
}

static void read_texts(struct editing *editing)
{
    struct request *req = editing->req;
    struct plan *plan = &editing->plan;
    struct arena *arena = req->arena;
    plan->name = (struct words){form_text(req, DRAFT_NAME_UK), form_text(req, DRAFT_NAME_EN)};
    plan->about = (struct words){form_text(req, DRAFT_ABOUT_UK), form_text(req, DRAFT_ABOUT_EN)};
    note(editing, DRAFT_FACTS, facts_of_text(arena, form_text(req, DRAFT_FACTS), plan));
    note(editing, DRAFT_PRICES, prices_of_text(arena, form_text(req, DRAFT_PRICES), plan));
    note(editing, DRAFT_OPTIONS, options_of_text(arena, form_text(req, DRAFT_OPTIONS), plan));
    note(editing, DRAFT_ADDONS,
         codes_of_text(arena, form_text(req, DRAFT_ADDONS), &plan->addons, &plan->addon_count));
    note(editing, DRAFT_CHANGES, changes_of_text(arena, form_text(req, DRAFT_CHANGES), plan));
    note(editing, DRAFT_LIMITS, limits_of_text(arena, form_text(req, DRAFT_LIMITS), plan));
}

static void read_rest(struct editing *editing)
{
    struct request *req = editing->req;
    struct plan_timeline *t = &editing->plan.timeline;
    editing->plan.tax = form_text(req, DRAFT_TAX);
    editing->plan.driver = form_text(req, DRAFT_DRIVER);
    editing->plan.config =
        form_text(req, DRAFT_CONFIG).len > 0 ? form_text(req, DRAFT_CONFIG) : STR("{}");
    t->invoice_before = form_number(req, DRAFT_INVOICE, t->invoice_before);
    t->balance_before = form_number(req, DRAFT_BALANCE, t->balance_before);
    t->suspend_after = form_number(req, DRAFT_SUSPEND, t->suspend_after);
    t->warn_after = form_number(req, DRAFT_WARN, t->warn_after);
    t->terminate_after = form_number(req, DRAFT_TERMINATE, t->terminate_after);
    note(editing, DRAFT_REMINDERS,
         days_of_text(form_text(req, DRAFT_REMINDERS), t->reminders, &t->reminder_count));
    note(editing, DRAFT_RETRIES,
         days_of_text(form_text(req, DRAFT_RETRIES), t->retries, &t->retry_count));
}

static err validate(struct editing *editing)
{
    struct plan_fault fault;
    err e = plan_validate(editing->req->db, editing->req->arena, &editing->plan, &fault);
    for (size_t i = 0; e == ERR_OK && fault.code != NULL && i < DRAFT_FIELDS; i++) {
        if (str_eq(str_from_z(fields[i].name), str_from_z(fault.field))) {
            form_fail(editing->req, i, fault.code);
        }
    }
    return e;
}

static err save(struct db *tx, struct staff_work *work)
{
    struct request *req = work->req;
    struct plan *plan = work->what;
    str newest;
    err e = newest_version(tx, req->arena, plan->id, &newest);
    if (e == ERR_OK && !str_eq(newest, form_text(req, DRAFT_SEEN))) {
        return ERR_CONFLICT;
    }
    return e == ERR_OK ? edit_save(tx, req->arena, plan, req->staff.login, req->now) : e;
}

static err post_draft(struct request *req)
{
    struct editing editing = {.req = req};
    err e = edit_begin(req->db, req->arena, path_param(req, 0), &editing.plan);
    if (e != ERR_OK) {
        return e;
    }
    str before = plan_spec_write(req->arena, &editing.plan);
    read_texts(&editing);
    read_rest(&editing);
    if (!form_failed(req)) {
        e = validate(&editing);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show_draft(req, &editing);
    }
    struct staff_work work = {.req = req,
                              .run = save,
                              .what = &editing.plan,
                              .action = "plan.draft_saved",
                              .subject = STR("plan"),
                              .ref = editing.plan.id.text,
                              .before = before,
                              .after = plan_spec_write(req->arena, &editing.plan)};
    e = staff_work_do(&work);
    if (e == ERR_CONFLICT) {
        form_fail_whole(req, "draft_changed");
        return show_draft(req, NULL);
    }
    struct url back = url_fill(req->arena, "/staff/catalogue/plans/{}", editing.plan.id.text);
    return e == ERR_OK ? reply_redirect_saying(
                             req, back, N_("The draft is saved. Look at it, then publish it."))
                       : e;
}

const struct route catalogue_draft_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/catalogue/plans/{id}/draft",
     .handler = get_draft,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &draft_form,
     .lane = LANE_WORK,
     .summary = "The editor of a plan."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/plans/{id}/draft",
     .handler = post_draft,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &draft_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Saves the draft of a plan."},
    ROUTES_END,
};
