/* SPDX-License-Identifier: Apache-2.0 */
#include "app/site_build.h"

#include "app/feature_list.h"
#include "app/secret_key.h"
#include "crypto/mac.h"

err site_build(struct arena *arena, const struct settings *settings, struct site *out,
               struct buf *complaint)
{
    struct secret master;
    err e = secret_key_load(arena, settings->data_dir, SECRET_KEY_MAY_CREATE, &master, complaint);
    if (e != ERR_OK) {
        return e;
    }
    out->settings = settings;
    out->keys = (struct site_keys){
        .token = mac_key_for(arena, master, STR("token")),
        .csrf = mac_key_for(arena, master, STR("csrf")),
        .cookie = mac_key_for(arena, master, STR("cookie")),
        .captcha = mac_key_for(arena, master, STR("captcha")),
        .second_factor = mac_key_for(arena, master, STR("second_factor")),
    };
    secret_wipe(&master);
    out->origin = str_ends(settings->public_url, STR("/"))
                      ? str_sub(settings->public_url, 0, settings->public_url.len - 1)
                      : settings->public_url;
    out->secure = str_starts(settings->public_url, STR("https://"));
    out->language = LANG_UK;
    (void)lang_by_code(settings->default_language, &out->language);
    out->zone = zone_by_name(settings->default_timezone);
    if (out->zone == NULL) {
        buf_printf(complaint, "locale.timezone: there is no time zone %" STR_FMT "\n",
                   STR_ARG(settings->default_timezone));
        return ERR_INVALID;
    }
    out->route_tables = feature_routes(settings->demo);
    out->staff_screens = feature_staff_screens();
    return ERR_OK;
}
