/* SPDX-License-Identifier: Apache-2.0 */
/* The account's own audit trail as JSON. */
#include "features/accounts/accounts.h"
#include "features/accounts/accounts_web.h"
#include "json/writer.h"
#include "web/audit.h"
#include "web/cursor.h"
#include "web/reply.h"

static void put_event(struct json *json, struct arena *arena, const struct audit_item *item)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, item->id);
    json_key(json, "action"), json_str(json, item->action);
    json_key(json, "detail"), json_str(json, item->detail);
    json_key(json, "network"), json_str(json, item->network);
    json_key(json, "user_agent"), json_str(json, item->user_agent);
    json_key(json, "at"), json_str(json, when_rfc3339(arena, item->at));
    json_end(json);
}

static void put_next(struct json *json, struct arena *arena, const struct audit_item *last)
{
    json_key(json, "next");
    if (last != NULL) {
        json_str(json, cursor_text(arena, (struct cursor){.at = last->at, .id = last->id}));
    } else {
        json_nil(json);
    }
}

err api_list_events(struct request *req)
{
    struct cursor after;
    int64_t limit;
    if (!list_place(req, &after, &limit)) {
        return ERR_INVALID;
    }
    struct audit_item *items = NULL;
    size_t count = 0;
    err e = audit_of_account(req->db, req->arena, req->session.account, after.at, after.id,
                             limit + 1, &items, &count);
    if (e != ERR_OK) {
        return e;
    }
    bool more = count > (size_t)limit;
    size_t shown = more ? (size_t)limit : count;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < shown; i++) {
        put_event(&json, req->arena, &items[i]);
    }
    json_end(&json);
    put_next(&json, req->arena, more ? &items[shown - 1] : NULL);
    json_end(&json);
    return reply_json(req, 200, &text);
}
