/* SPDX-License-Identifier: Apache-2.0 */
#include "features/demo/components_page.h"
#include "features/demo/demo.h"
#include "web/reply.h"

static err get_components(struct request *req)
{
    if (!req->site->settings->demo) {
        return ERR_NOT_FOUND;
    }
    struct page *page = page_for(req);
    demo_components(page, view_of(req), demo_samples_make(req->arena, req->lang, req->now));
    return reply_page(req, 200, page);
}

const struct route demo_components_routes[] = {
    {HTTP_GET, "/demo/components", get_components, WHO_ANYONE, NULL, RATE_READ, LANE_INLINE,
     "Every piece of the pages in every state; in the demonstration only."},
    ROUTES_END,
};
