/* SPDX-License-Identifier: Apache-2.0 */
#include "web/route.h"

/* Does path fit the pattern, segment by segment? A {name} takes one non-empty segment. */
static bool fits(const char *pattern, str path, str params[ROUTE_PARAMS])
{
    str want_rest = str_skip(str_from_z(pattern), 1);
    str have_rest = str_skip(path, 1);
    size_t param = 0;
    while (want_rest.len > 0 && have_rest.len > 0) {
        str want = str_cut(want_rest, '/', &want_rest);
        str have = str_cut(have_rest, '/', &have_rest);
        if (str_starts(want, STR("{"))) {
            /* A suffix behind the braces ("{id}.png") belongs to the pattern. */
            str suffix = str_skip(want, (size_t)str_index(want, '}') + 1);
            if (have.len <= suffix.len || !str_ends(have, suffix)) {
                return false;
            }
            params[param++] = str_sub(have, 0, have.len - suffix.len);
        } else if (!str_eq(want, have)) {
            return false;
        }
    }
    return want_rest.len == 0 && have_rest.len == 0;
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
