/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/check.h"

struct asset_name {
    const char *name;
    str path;
};

/* Defines asset_files[] sorted by path and asset_names[] sorted by name. */
#include "assets_table.h"

static int by_name(const void *key, const void *item)
{
    return strcmp(key, ((const struct asset_name *)item)->name);
}

static int by_path(const void *key, const void *item)
{
    return str_cmp(*(const str *)key, ((const struct asset *)item)->path);
}

str asset_path(const char *name)
{
    const struct asset_name *found =
        bsearch(name, asset_names, ARRAY_LEN(asset_names), sizeof(asset_names[0]), by_name);
    CHECK(found != NULL);
    return found->path;
}

struct url asset_url(const char *name)
{
    return (struct url){asset_path(name)};
}

#define ICON_SHEET "icons.svg#"

static str find_icon(const char *icon)
{
    char name[80];
    size_t len = strlen(icon);
    CHECK(sizeof(ICON_SHEET) + len <= sizeof(name));
    memcpy(name, ICON_SHEET, sizeof(ICON_SHEET) - 1);
    memcpy(name + sizeof(ICON_SHEET) - 1, icon, len + 1);
    return asset_path(name);
}

/* A list draws dozens of icons by few names, nearly all of them literals: where a name stands in
 * memory says where its path was kept. The path ends in the name, which tells whether it is so. */
struct url asset_icon(const char *icon)
{
    static _Thread_local str kept[64];
    str *path = &kept[(uintptr_t)icon % ARRAY_LEN(kept)];
    size_t len = strlen(icon);
    bool is_it = path->len > len && path->ptr[path->len - len - 1] == '#' &&
                 memcmp(path->ptr + path->len - len, icon, len) == 0;
    if (!is_it) {
        *path = find_icon(icon);
    }
    return (struct url){*path};
}

const struct asset *asset_at(str path)
{
    return bsearch(&path, asset_files, ARRAY_LEN(asset_files), sizeof(asset_files[0]), by_path);
}

/* True unless the parameters after a coding say "q=0", "q=0.0" and so on. */
static bool weight_allows(str parameters)
{
    while (parameters.len > 0) {
        str parameter = str_trim(str_cut(parameters, ';', &parameters));
        if (!str_starts(parameter, STR("q=")) && !str_starts(parameter, STR("Q="))) {
            continue;
        }
        str weight = str_skip(parameter, 2);
        for (size_t i = 0; i < weight.len; i++) {
            if (weight.ptr[i] >= '1' && weight.ptr[i] <= '9') {
                return true;
            }
        }
        return false;
    }
    return true;
}

/* What the header says of a coding by its name; "*" is left out, the plain form answers it. */
static bool accepts(str header, str coding)
{
    while (header.len > 0) {
        str parameters = {0};
        str item = str_trim(str_cut(header, ',', &header));
        str name = str_trim(str_cut(item, ';', &parameters));
        if (str_eq_nocase(name, coding)) {
            return weight_allows(parameters);
        }
    }
    return false;
}

struct asset_body asset_choose(const struct asset *asset, str accept_encoding)
{
    struct asset_body body = {.bytes = asset->plain, .encoding = ""};
    if (asset->brotli.len > 0 && accepts(accept_encoding, STR("br"))) {
        body.bytes = asset->brotli;
        body.encoding = "br";
    } else if (asset->gzip.len > 0 && accepts(accept_encoding, STR("gzip"))) {
        body.bytes = asset->gzip;
        body.encoding = "gzip";
    }
    int len = snprintf(body.etag, sizeof(body.etag), "\"%" STR_FMT "%s%s\"", STR_ARG(asset->digest),
                       body.encoding[0] == '\0' ? "" : "-", body.encoding);
    CHECK(len > 0 && (size_t)len < sizeof(body.etag));
    return body;
}

bool asset_is_fresh(const struct asset_body *body, str if_none_match)
{
    while (if_none_match.len > 0) {
        str tag = str_trim(str_cut(if_none_match, ',', &if_none_match));
        if (str_starts(tag, STR("W/"))) {
            tag = str_skip(tag, 2);
        }
        if (str_eq(tag, STR("*")) || str_eq(tag, str_from_z(body->etag))) {
            return true;
        }
    }
    return false;
}
