/* SPDX-License-Identifier: Apache-2.0 */
#include "app/site_build.h"

#include "app/feature_list.h"
#include "app/house_key.h"
#include "crypto/mac.h"
#include "features/accounts/accounts.h"
#include "features/signin/signin.h"

static struct site_keys derive(struct arena *arena, struct secret master)
{
    return (struct site_keys){
        .token = mac_key_for(arena, master, STR("token")),
        .csrf = mac_key_for(arena, master, STR("csrf")),
        .cookie = mac_key_for(arena, master, STR("cookie")),
        .captcha = mac_key_for(arena, master, STR("captcha")),
        .second_factor = mac_key_for(arena, master, STR("second_factor")),
    };
}

void site_keys_build(struct arena *arena, struct secret_ring *ring, struct site *out)
{
    _Static_assert(SECRET_KEYS_MAX <= SITE_OLDER_MAX + 1, "every key of the ring has room");
    size_t present = secret_ring_present(ring);
    struct site_keys *older = ARENA_ARRAY(arena, struct site_keys, ring->count);
    out->older = older;
    out->older_count = 0;
    out->oldest = NULL;
    for (size_t i = 0; i < ring->count; i++) {
        struct site_keys keys = derive(arena, ring->keys[i].bytes);
        if (i == present) {
            out->keys = keys;
        } else {
            older[out->older_count] = keys;
            out->oldest = i > present ? &older[out->older_count] : out->oldest;
            out->older_count++;
        }
        secret_wipe(&ring->keys[i].bytes);
    }
}

err site_build(struct arena *arena, const struct settings *settings, struct db_engine *engine,
               enum secret_key_use use, struct site *out, struct buf *complaint)
{
    struct secret_ring ring;
    err e = house_key_ring(arena, settings->data_dir, engine, use, &ring, complaint);
    if (e != ERR_OK) {
        return e;
    }
    out->settings = settings;
    out->engine = engine;
    site_keys_build(arena, &ring, out);
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
    out->may_bind = account_may_bind;
    out->prove = signin_prove;
    return ERR_OK;
}
