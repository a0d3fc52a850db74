/* SPDX-License-Identifier: Apache-2.0 */
#include "web/route.h"

#include <string.h>

/* A {name} takes the rest of a segment but for the pattern's suffix behind the braces
 * ("{id}.png"), and not nothing. Moves both behind the segment. */
static bool take_param(const char **pattern, str *path, str *param)
{
    const char *behind = strchr(*pattern, '}') + 1;
    str suffix = {behind, strcspn(behind, "/")};
    ptrdiff_t slash = str_index(*path, '/');
    str segment = slash < 0 ? *path : str_sub(*path, 0, (size_t)slash);
    if (segment.len <= suffix.len || !str_ends(segment, suffix)) {
        return false;
    }
    *param = str_sub(segment, 0, segment.len - suffix.len);
    *pattern = behind + suffix.len;
    *path = str_skip(*path, segment.len);
    return true;
}

/* Does path fit the pattern? Nearly all rows differ within a few bytes, which is why the whole
 * table may be walked for every request. */
static bool fits(const char *pattern, str path, str params[ROUTE_PARAMS])
{
    size_t param = 0;
    while (*pattern != '\0') {
        if (*pattern == '{') {
            if (!take_param(&pattern, &path, &params[param++])) {
                return false;
            }
        } else if (path.len > 0 && *pattern == *path.ptr) {
            pattern++;
            path = (str){path.ptr + 1, path.len - 1};
        } else {
            return false;
        }
    }
    return path.len == 0;
}

/* "/orders/" is not "/orders": one thing has one address. */
static bool is_tidy(str path)
{
    return path.len > 0 && path.ptr[0] == '/' && (path.len == 1 || path.ptr[path.len - 1] != '/');
}

struct route_match route_find(const struct route *const *tables, enum http_method method, str path)
{
    struct route_match match = {0};
    if (!is_tidy(path)) {
        return match;
    }
    enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
    for (; *tables != NULL; tables++) {
        for (const struct route *row = *tables; row->path != NULL; row++) {
            str params[ROUTE_PARAMS] = {0};
            if (!fits(row->path, path, params)) {
                continue;
            }
            match.allowed |= 1U << row->method;
            /* A literal row beats one with a {name}: it stands first in its table, and the first
             * one wins. */
            if (row->method == wanted && match.route == NULL) {
                match.route = row;
                for (size_t i = 0; i < ROUTE_PARAMS; i++) {
                    match.params[i] = params[i];
                }
            }
        }
    }
    return match;
}

bool route_is_api(str path)
{
    return str_starts(path, STR("/api/"));
}
