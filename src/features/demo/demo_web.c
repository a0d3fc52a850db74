/* SPDX-License-Identifier: Apache-2.0 */
#include "features/demo/components_page.h"
#include "features/demo/demo.h"
#include "features/demo/outbox_view.h"
#include "web/form.h"
#include "web/reply.h"

static err get_components(struct request *req)
{
    struct demo_samples *samples = demo_samples_make(req->arena, req->lang, req->now);
    samples->box = captcha_view_of(req, STR("register"), url_path("/demo/components"), 0);
    samples->picture = samples->box;
    samples->box.picture_only = false;
    samples->picture.picture_only = true;
    samples->picture.error = field_error_text(req->lang, "captcha_wrong");
    struct page *page = page_for(req);
    demo_components(page, view_of(req), samples);
    return reply_page(req, 200, page);
}

/* Where the sample buttons lead: nothing happens, and the page says so the way every page does. */
static err post_sample(struct request *req)
{
    return reply_redirect_saying(req, url_path("/demo/components"),
                                 N_("This was a sample: nothing has changed."));
}

const struct route demo_routes[] = {
    {.method = HTTP_GET,
     .path = "/demo/components",
     .handler = get_components,
     .who = WHO_ANYONE,
     .lane = LANE_INLINE,
     .summary = "Every piece of the pages in every state."},
    {.method = HTTP_POST,
     .path = "/demo/components",
     .handler = post_sample,
     .who = WHO_ANYONE,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "The sample buttons of that page; changes nothing."},
    {.method = HTTP_GET,
     .path = "/demo/outbox",
     .handler = get_outbox,
     .who = WHO_ANYONE,
     .lane = LANE_WORK,
     .summary = "Every message of the demonstration."},
    {.method = HTTP_GET,
     .path = "/demo/outbox.json",
     .handler = get_outbox_json,
     .who = WHO_ANYONE,
     .lane = LANE_WORK,
     .summary = "The same for programs."},
    ROUTES_END,
};
