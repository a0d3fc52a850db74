/* SPDX-License-Identifier: Apache-2.0 */
#include "web/view.h"

#include "system/clock.h"
#include "web/cookie.h"
#include "web/csrf.h"
#include "web/request.h"

static str theme_of(const struct request *req)
{
    str theme = req->theme.len > 0 ? req->theme : cookie_get(req, "theme");
    bool known = str_eq(theme, STR("light")) || str_eq(theme, STR("dark"));
    return known ? theme : STR("auto");
}

/* The sentence left by the previous request: "+" or "-" (it tells of a failure) and an English
 * sentence of ours. The cookie is signed, so nobody else's words are shown. */
static void take_flash(struct request *req, struct view *view)
{
    str flash = cookie_get_signed(req, "flash");
    if (flash.len < 2) {
        return;
    }
    view->flash_bad = flash.ptr[0] == '-';
    view->flash = tr(req->lang, str_z(req->arena, str_skip(flash, 1)));
    cookie_clear(req, "flash");
}

/* Counts the screens the member may open, or with items writes them there. */
static size_t list_screens(const struct request *req, struct menu_item *items)
{
    size_t count = 0;
    const struct staff_screen *const *tables = req->site->staff_screens;
    for (; tables != NULL && *tables != NULL; tables++) {
        for (const struct staff_screen *screen = *tables; screen->path != NULL; screen++) {
            if (!staff_may(req, screen->may)) {
                continue;
            }
            if (items != NULL) {
                items[count] = (struct menu_item){
                    .url = url_fill_list(req->arena, str_from_z(screen->path), NULL, 0),
                    .label = tr(req->lang, screen->label),
                };
            }
            count++;
        }
    }
    return count;
}

static void put_menu(const struct request *req, struct view *view)
{
    view->menu_count = list_screens(req, NULL);
    struct menu_item *items = ARENA_ARRAY(req->arena, struct menu_item, view->menu_count);
    (void)list_screens(req, items);
    view->menu = items;
}

struct view *view_of(struct request *req)
{
    if (req->view != NULL) {
        return req->view;
    }
    struct view *view = ARENA_NEW(req->arena, struct view);
    *view = (struct view){
        .lang = req->lang,
        .theme = theme_of(req),
        .path = req->http->path,
        .query = req->http->query,
        .csrf = csrf_token(req),
        .signed_in = req->session.signed_in,
        .login = req->staff.signed_in ? req->staff.login : req->session.login,
        .name = req->staff.signed_in ? req->staff.name : req->session.name,
        .console = staff_is_path(req->http->path),
        .staff_signed_in = req->staff.signed_in,
        .request_id = req->request_id,
        .demo = req->site->settings->demo,
        .clock_waits = clock_is_waiting(),
        .now = req->now,
        .settings = req->site->settings,
    };
    put_menu(req, view);
    take_flash(req, view);
    req->view = view;
    return view;
}
