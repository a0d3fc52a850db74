/* SPDX-License-Identifier: Apache-2.0 */
#include "web/cursor.h"

#include <inttypes.h>

#include "base/id.h"
#include "web/request.h"

#define LIST_LIMIT_DEFAULT 50

str cursor_text(struct arena *arena, struct cursor cursor)
{
    return str_printf(arena, "%" PRId64 ".%" STR_FMT, cursor.at.us, STR_ARG(cursor.id));
}

bool cursor_parse(str text, struct cursor *out)
{
    str id;
    int64_t us;
    if (!str_to_i64(str_cut(text, '.', &id), &us) || !id_is_wellformed(id)) {
        return false;
    }
    *out = (struct cursor){.at = {us}, .id = id};
    return true;
}

bool list_limit(const struct request *req, int64_t *out)
{
    str text;
    int64_t limit = LIST_LIMIT_DEFAULT;
    if (http_query_param(req->http, STR("limit"), &text) &&
        (!str_to_i64(text, &limit) || limit < 1 || limit > LIST_LIMIT_MAX)) {
        return false;
    }
    *out = limit;
    return true;
}

bool list_place(const struct request *req, struct cursor *out_after, int64_t *out_limit)
{
    str text;
    struct cursor after = {.at = WHEN_NONE, .id = STR("")};
    if (http_query_param(req->http, STR("after"), &text) && !cursor_parse(text, &after)) {
        return false;
    }
    if (!list_limit(req, out_limit)) {
        return false;
    }
    *out_after = after;
    return true;
}
