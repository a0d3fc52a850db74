/* SPDX-License-Identifier: Apache-2.0 */
#include "features/home/home.h"
#include "features/home/home_gather.h"
#include "features/home/home_page.h"
#include "features/home/home_view.h"
#include "web/reply.h"
#include "web/security_event.h"

static err get_front(struct request *req)
{
    if (req->session.signed_in) {
        return reply_redirect(req, url_path("/home"));
    }
    struct page *page = page_for(req);
    front_page(page, view_of(req));
    return reply_page(req, 200, page);
}

static err gather(struct request *req, struct account *account, struct home_view *out)
{
    err e = account_by_id(req->db, req->arena, req->session.account, account);
    if (e == ERR_OK) {
        e = account_wants_phone(req->db, req->arena, account->id, &out->wants_phone);
    }
    if (e == ERR_OK) {
        e = account_has_notice(req->db, req->arena, account->id, ACCOUNT_RECOVERED,
                               &out->recovered);
    }
    if (e == ERR_OK) {
        e = account_held_until(req->db, req->arena, account->id, req->now, &out->held_until);
    }
    if (e == ERR_OK) {
        e = account_stop_of(req->db, req->arena, account->id, &out->stop);
    }
    struct session_item *devices = NULL;
    size_t count = 0;
    if (e == ERR_OK) {
        e = sessions_of_account(req, account->id, &devices, &count);
    }
    if (e != ERR_OK) {
        return e;
    }
    str n = fmt_int(req->arena, req->lang, (int64_t)count);
    str words =
        tr_n(req->lang, (int64_t)count, "Signed in on {n} device", "Signed in on {n} devices");
    out->devices = tr_fill(req->arena, words, "n", n, NULL);
    out->account = account;
    out->asks_phone = account->phone.text.len > 0 && when_is_none(account->phone_verified_at) &&
                      site_sends_sms(req->site);
    return ERR_OK;
}

static err get_home(struct request *req)
{
    struct account account = {0};
    struct home_view home = {0};
    err e = gather(req, &account, &home);
    if (e == ERR_OK) {
        e = home_gather_services(req, &home);
    }
    if (e == ERR_OK) {
        e = home_gather_money(req, &home);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    home_page(page, view_of(req), &home);
    return reply_page(req, 200, page);
}

/* Browsers tell what our content policy kept them from loading or running. What they send is not
 * read: that they do is what an operator has to know. */
static err post_csp_report(struct request *req)
{
    security_event(req, SECURITY_CSP_REPORT, STR(""));
    return reply_nothing(req);
}

const struct route home_routes[] = {
    {.method = HTTP_GET,
     .path = "/",
     .handler = get_front,
     .who = WHO_ANYONE,
     .summary = "The provider's public front page."},
    {.method = HTTP_GET,
     .path = "/home",
     .handler = get_home,
     .who = WHO_CUSTOMER,
     .summary = "The customer's home: what needs attention, money, services, account."},
    {.method = HTTP_POST,
     .path = "/csp-reports",
     .handler = post_csp_report,
     .who = WHO_ANYONE,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .raw = 16 * 1024,
     .on_any_clock = true,
     .summary = "Counts a browser's report of a breach of the content policy."},
    ROUTES_END,
};
