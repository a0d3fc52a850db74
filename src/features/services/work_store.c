/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/services_sql.h"
#include "features/services/work.h"

static const str kind_words[] = {
    [WORK_RENEWAL] = STR_INIT("renewal"),
    [WORK_SWITCH] = STR_INIT("switch"),
    [WORK_NEXT] = STR_INIT("next"),
    [WORK_RESUME] = STR_INIT("resume"),
};

err work_store_insert(struct db *tx, const struct work *work, when now)
{
    struct work_insert_in in = {
        work->operation, work->service, kind_words[work->kind], work->ref, work->was, now,
    };
    return work_insert(tx, &in);
}

static enum work_kind kind_of(str word)
{
    size_t kind = 0;
    while (kind + 1 < ARRAY_LEN(kind_words) && !str_eq(word, kind_words[kind])) {
        kind++;
    }
    return (enum work_kind)kind;
}

err work_store_find(struct db *db, struct arena *arena, operation_id id, struct work *out)
{
    struct work_find_row row;
    err e = work_find_one(db, arena, &(struct work_find_in){id}, &row);
    if (e == ERR_OK) {
        *out = (struct work){id, row.service, kind_of(row.kind), row.ref, row.was};
    }
    return e;
}

err work_store_of(struct db *db, struct arena *arena, service_id id, struct work **out,
                  size_t *out_count)
{
    struct work_of_row *rows = NULL;
    size_t count = 0;
    err e = work_of_all(db, arena, &(struct work_of_in){id}, &rows, &count);
    struct work *list = ARENA_ARRAY(arena, struct work, e == ERR_OK ? count : 0);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        list[i] =
            (struct work){rows[i].operation, id, kind_of(rows[i].kind), rows[i].ref, rows[i].was};
    }
    if (e == ERR_OK) {
        *out = list;
        *out_count = count;
    }
    return e;
}

err work_store_delete(struct db *tx, operation_id id)
{
    return work_delete(tx, &(struct work_delete_in){id});
}

err money_store_move(struct db *tx, struct arena *arena, service_id id, invoice_id invoice,
                     int64_t from, int64_t to, int64_t *out_moved)
{
    struct purse purse = {0};
    *out_moved = 0;
    err e = money_store_at(tx, arena, id, from, &purse);
    for (size_t i = 0; i < purse.count && e == ERR_OK; i++) {
        if (!str_eq(purse.parts[i].invoice.text, invoice.text)) {
            continue;
        }
        struct money_place place = {id, from, purse.parts[i].amount};
        e = money_store_lower(tx, &place, invoice, place.amount);
        e = e == ERR_OK ? money_store_put(tx, id, to, invoice, place.amount) : e;
        *out_moved += place.amount;
    }
    return e;
}
