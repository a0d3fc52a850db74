/* SPDX-License-Identifier: Apache-2.0 */
#include "web/standing.h"

#include "http/form.h"
#include "json/reader.h"
#include "web/device.h"
#include "web/network.h"
#include "web/recent.h"

/* Wrong tries in a quarter of an hour. An office that mistypes now and then stays below. */
#define NAME_WRONG_MAX 3
#define NETWORK_WRONG_MAX 8
#define DEVICE_WRONG_MAX 8

/* Sign-ins of a device in ten minutes, also those that succeed: their owner needs a few, and
 * whoever sends one cookie over and over does not keep others waiting. */
#define DEVICE_CAME_MAX 6

#define LOOKED_AT_MAX ((size_t)4096) /* bytes of body; a sign-in has a tenth of that */

str standing_field(struct arena *arena, const struct http_request *http, str name)
{
    str type = http_header(http, STR("content-type"));
    str value = STR("");
    if (http->body.len > LOOKED_AT_MAX) {
        return value;
    }
    if (http_form_kind(type) == HTTP_FORM_URLENCODED) {
        struct http_form form;
        if (http_form_parse_urlencoded(arena, http->body, &form) == ERR_OK) {
            const struct http_form_field *field = http_form_field(&form, name);
            value = field == NULL ? STR("") : field->value;
        }
        return value;
    }
    struct json_node root;
    if (str_starts(type, STR("application/json")) &&
        json_read(arena, http->body, &root) == ERR_OK && !json_get_str(&root, name, &value)) {
        value = STR("");
    }
    return value;
}

static str device_name(const struct site *site, const struct http_request *http)
{
    struct request asker = {.arena = http->arena, .site = site, .http = http};
    return device_of(&asker);
}

static bool is_moderate(str device, when now)
{
    return device.len > 0 && recent_count(RECENT_DEVICE_CAME, device, now) <= DEVICE_CAME_MAX &&
           recent_count(RECENT_DEVICE_WRONG, device, now) < DEVICE_WRONG_MAX;
}

bool standing_of_device(const struct site *site, const struct http_request *http, when now)
{
    str device = device_name(site, http);
    if (device.len > 0) {
        recent_add(RECENT_DEVICE_CAME, device, (str){0}, now);
    }
    return is_moderate(device, now);
}

/* False also when the database does not answer. */
static bool is_on_own_device(const struct standing_rule *rule, const struct site *site,
                             struct db *db, const struct http_request *http, str name, when now)
{
    bool own = false;
    str device = rule->is_own == NULL || name.len == 0 ? STR("") : device_name(site, http);
    if (!is_moderate(device, now)) {
        return false;
    }
    struct standing_device known = {.name = device, .site = site, .http = http};
    err e = rule->is_own(db, &known, name, &own);
    if (db != NULL) {
        db_snapshot_end(db);
    }
    return e == ERR_OK && own;
}

enum standing standing_of(const struct standing_rule *rule, const struct site *site, struct db *db,
                          const struct http_request *http, when now)
{
    struct arena *arena = http->arena;
    str name = rule->name_of(arena, site, http);
    str network = network_of(arena, http->peer);
    enum standing standing = STANDING_USUAL;
    if (is_on_own_device(rule, site, db, http, name, now)) {
        return STANDING_OWN;
    }
    if (name.len == 0 || recent_count(RECENT_NAME_WRONG, name, now) >= NAME_WRONG_MAX ||
        recent_count(RECENT_NETWORK_WRONG, network, now) >= NETWORK_WRONG_MAX) {
        return STANDING_LAST;
    }
    if (rule->by_name == NULL) {
        return standing;
    }
    err e = rule->by_name(db, arena, name, &standing);
    db_snapshot_end(db);
    return e == ERR_OK ? standing : STANDING_LAST;
}

void standing_note(const struct standing_rule *rule, const struct site *site,
                   const struct http_request *http, int status, when now)
{
    if (status != 401 && status != 422 && status != 429) {
        return;
    }
    str name = rule->name_of(http->arena, site, http);
    str device = device_name(site, http);
    if (name.len > 0) {
        recent_add(RECENT_NAME_WRONG, name, (str){0}, now);
    }
    if (device.len > 0) {
        recent_add(RECENT_DEVICE_WRONG, device, (str){0}, now);
    }
    recent_add(RECENT_NETWORK_WRONG, network_of(http->arena, http->peer), (str){0}, now);
}
