/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/staff.h"
#include "features/staff/dashboard.h"
#include "features/staff/dashboard_page.h"
#include "web/reply.h"

/* The tiles of one room's screens, behind those that are there. */
static err add_tiles(struct request *req, const struct staff_screen *screen,
                     struct dashboard_tile *tiles, size_t *count)
{
    for (; screen->path != NULL; screen++) {
        if (!staff_may(req, screen->may)) {
            continue;
        }
        struct dashboard_tile *tile = &tiles[(*count)++];
        *tile = (struct dashboard_tile){
            .url = url_fill_list(req->arena, str_from_z(screen->path), NULL, 0),
            .label = tr(req->lang, screen->label),
            .counts = screen->waiting != NULL,
        };
        err e = tile->counts ? screen->waiting(req, &tile->waiting) : ERR_OK;
        if (e != ERR_OK) {
            return e;
        }
    }
    return ERR_OK;
}

static err get_dashboard(struct request *req)
{
    struct view *view = view_of(req);
    struct dashboard_tile *tiles = ARENA_ARRAY(req->arena, struct dashboard_tile, view->menu_count);
    struct dashboard_view dashboard = {.tiles = tiles};
    const struct staff_screen *const *tables = req->site->staff_screens;
    for (; tables != NULL && *tables != NULL; tables++) {
        err e = add_tiles(req, *tables, tiles, &dashboard.count);
        if (e != ERR_OK) {
            return e;
        }
    }
    struct page *page = page_for(req);
    dashboard_page(page, view, &dashboard);
    return reply_page(req, 200, page);
}

const struct route dashboard_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff",
     .handler = get_dashboard,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .lane = LANE_WORK,
     .summary = "The dashboard: what waits, and every screen of one's role."},
    ROUTES_END,
};
