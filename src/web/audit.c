/* SPDX-License-Identifier: Apache-2.0 */
#include "web/audit.h"

#include "system/random.h"
#include "web/audit_sql.h"

#define DETAIL_MAX 200

err audit_put(struct db *tx, struct arena *arena, const struct audit_entry *entry)
{
    struct audit_insert_in in = {
        .id = id_new(arena),
        .account_id = entry->account,
        .action = str_from_z(entry->action),
        .detail = str_sub(entry->detail, 0, DETAIL_MAX),
        .network = entry->network,
        .user_agent = entry->user_agent,
        .at = entry->now,
    };
    return audit_insert(tx, &in);
}

err audit_of_account(struct db *db, struct arena *arena, account_id account, when before,
                     str before_id, int64_t limit, struct audit_item **out, size_t *out_count)
{
    struct audit_page_in in = {
        .account_id = account,
        .before_at = when_is_none(before) ? (when){INT64_MAX} : before,
        .before_id = before_id,
        .limit = limit,
    };
    struct audit_page_row *rows = NULL;
    size_t count = 0;
    err e = audit_page_all(db, arena, &in, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct audit_item *items = ARENA_ARRAY(arena, struct audit_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct audit_item){
            .id = rows[i].id,
            .action = rows[i].action,
            .detail = rows[i].detail,
            .network = rows[i].network,
            .user_agent = rows[i].user_agent,
            .at = rows[i].at,
        };
    }
    *out = items;
    *out_count = count;
    return ERR_OK;
}
