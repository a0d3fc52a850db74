/* SPDX-License-Identifier: Apache-2.0 */
#include "features/api/api.h"
#include "web/reply.h"

static err get_openapi(struct request *req)
{
    str origin = req->site->origin;
    struct buf document = buf_in(req->arena);
    openapi_write(req->site->route_tables,
                  str_printf(req->arena, "%" STR_FMT "/api/v1", STR_ARG(origin)), &document);
    return reply_json(req, 200, &document);
}

const struct route api_routes[] = {
    {
        .method = HTTP_GET,
        .path = "/api/v1/openapi.json",
        .handler = get_openapi,
        .who = WHO_ANYONE,
        .summary = "This description.",
        .answers = "200 Document",
    },
    ROUTES_END,
};
