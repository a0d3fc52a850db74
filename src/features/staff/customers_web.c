/* SPDX-License-Identifier: Apache-2.0 */
/* Customers as staff sees them: the search, and one page from which every room's list of what the
 * customer has is one click away (of_account and about of web/staff.h). */
#include "features/accounts/accounts.h"
#include "features/staff/console_page.h"
#include "features/staff/console_view.h"
#include "features/staff/customer_web.h"
#include "features/staff/staff.h"
#include "json/writer.h"
#include "web/reply.h"

#define SHOWN_MAX 50
#define QUERY_MAX 254

static str query_of(const struct request *req)
{
    str query = STR("");
    (void)http_query_param(req->http, STR("q"), &query);
    return query.len <= QUERY_MAX && str_is_utf8(query) ? str_trim(query) : STR("");
}

static err search(struct request *req, struct account **out, size_t *out_count)
{
    return account_search(req->db, req->arena, query_of(req), req->site->settings->default_country,
                          SHOWN_MAX + 1, out, out_count);
}

static err get_customers(struct request *req)
{
    struct account *accounts = NULL;
    struct customers_view view = {
        .query = {.name = STR("q"),
                  .label = tr(req->lang, "Who"),
                  .value = query_of(req),
                  .type = STR("search"),
                  .max = QUERY_MAX,
                  .autofocus = true},
        .asked = query_of(req).len > 0,
    };
    err e = search(req, &accounts, &view.count);
    if (e != ERR_OK) {
        return e;
    }
    view.more = view.count > SHOWN_MAX;
    view.count = view.more ? SHOWN_MAX : view.count;
    struct customer_line *lines = ARENA_ARRAY(req->arena, struct customer_line, view.count);
    for (size_t i = 0; i < view.count; i++) {
        lines[i] = (struct customer_line){
            .url = url_fill(req->arena, "/staff/accounts/{}", accounts[i].id.text),
            .number = accounts[i].number,
            .login = accounts[i].login,
            .name = accounts[i].name,
            .email = accounts[i].email.text,
            .phone = accounts[i].phone.text,
            .state = accounts[i].state,
        };
    }
    view.lines = lines;
    struct page *page = page_for(req);
    customers_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

/* The links of one room's screens, behind those that are there. */
static err add_links(struct request *req, const struct staff_screen *screen, account_id account,
                     struct customer_link *links, size_t *count)
{
    for (; screen->path != NULL; screen++) {
        if (!staff_may(req, screen->may) || screen->of_account == NULL) {
            continue;
        }
        struct customer_link *link = &links[(*count)++];
        *link = (struct customer_link){
            .url = url_fill_list(req->arena, str_from_z(screen->of_account), &account.text, 1),
            .label = tr(req->lang, screen->label),
        };
        err e = screen->about == NULL ? ERR_OK : screen->about(req, account, &link->about);
        if (e != ERR_OK) {
            return e;
        }
    }
    return ERR_OK;
}

static str state_label(const struct request *req, str state)
{
    if (str_eq(state, STR("active"))) {
        return tr_in(req->lang, "account", "active");
    }
    if (str_eq(state, STR("restricted"))) {
        return tr_in(req->lang, "account", "restricted");
    }
    if (str_eq(state, STR("locked"))) {
        return tr_in(req->lang, "account", "locked");
    }
    return str_eq(state, STR("closing")) ? tr_in(req->lang, "account", "being closed")
                                         : tr_in(req->lang, "account", "closed");
}

err show_customer(struct request *req, int status)
{
    struct account account;
    struct account_stop stop;
    struct view *view = view_of(req);
    err e = account_by_id(req->db, req->arena, (account_id){path_param(req, 0)}, &account);
    if (e == ERR_OK) {
        e = account_stop_of(req->db, req->arena, account.id, &stop);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct customer_link *links = ARENA_ARRAY(req->arena, struct customer_link, view->menu_count);
    struct customer_fact_view facts = {
        .number = account.number,
        .login = account.login,
        .name = account.name,
        .language = account.language,
        .timezone = account.timezone,
        .state = state_label(req, account.state),
        .email = account.email.text,
        .phone = account.phone.text,
        .email_proven = !when_is_none(account.email_verified_at),
        .phone_proven = !when_is_none(account.phone_verified_at),
        .created_at = account.created_at,
        .links = links,
        .id = account.id.text,
        .told = stop.told,
        .may_stop = staff_may(req, STAFF_MAY_ACCOUNTS_STOP),
    };
    customer_access_fields(req, &facts, stop.kind.len > 0 ? stop.kind : STR("open"));
    const struct staff_screen *const *tables = req->site->staff_screens;
    for (; e == ERR_OK && tables != NULL && *tables != NULL; tables++) {
        e = add_links(req, *tables, account.id, links, &facts.link_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    customer_page(page, view, &facts);
    return reply_page(req, status, page);
}

static err get_customer(struct request *req)
{
    return show_customer(req, 200);
}

static err api_customers(struct request *req)
{
    struct account *accounts = NULL;
    size_t count = 0;
    err e = search(req, &accounts, &count);
    if (e != ERR_OK) {
        return e;
    }
    count = count > SHOWN_MAX ? SHOWN_MAX : count;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        account_json(&json, req->arena, &accounts[i]);
    }
    json_end(&json);
    json_key(&json, "next"), json_nil(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_customer(struct request *req)
{
    struct account account;
    err e = account_by_id(req->db, req->arena, (account_id){path_param(req, 0)}, &account);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    account_json(&json, req->arena, &account);
    return reply_json(req, 200, &text);
}

const struct route staff_customers_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/accounts",
     .handler = get_customers,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS,
     .lane = LANE_WORK,
     .summary = "Finds customers by number, login, e-mail, phone or name."},
    {.method = HTTP_GET,
     .path = "/staff/accounts/{id}",
     .handler = get_customer,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS,
     .lane = LANE_WORK,
     .summary = "One customer, with links to everything the rooms have of him."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/accounts",
     .handler = api_customers,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS,
     .lane = LANE_WORK,
     .query = "q",
     .answers = "200 StaffAccountList",
     .summary = "Finds customers by number, login, e-mail, phone or name."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/accounts/{id}",
     .handler = api_customer,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ACCOUNTS,
     .lane = LANE_WORK,
     .answers = "200 Account",
     .summary = "One customer."},
    ROUTES_END,
};
