/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue_store.h"

#include "features/catalogue/catalogue_sql.h"
#include "features/catalogue/plan_spec.h"

/* The three queries of plans give the same columns. */
#define PLAN_OF_ROW(arena, row, out)                                                               \
    plan_of_columns((arena),                                                                       \
                    &(struct plan){                                                                \
                        .id = (row)->id,                                                           \
                        .code = (row)->code,                                                       \
                        .group = (row)->group_id,                                                  \
                        .is_addon = str_eq((row)->kind, STR("addon")),                             \
                        .state = (row)->state,                                                     \
                        .version = (row)->version,                                                 \
                        .is_draft = (row)->draft,                                                  \
                        .stock_left = (row)->stock_left,                                           \
                        .per_customer = (row)->per_customer,                                       \
                        .position = (row)->position,                                               \
                    },                                                                             \
                    (row)->spec, (out))

static err plan_of_columns(struct arena *arena, const struct plan *columns, str spec,
                           struct plan *out)
{
    *out = *columns;
    return plan_spec_read(arena, spec, out) == ERR_OK ? ERR_OK : ERR_INTERNAL;
}

err plan_current(struct db *db, struct arena *arena, str id_or_code, struct plan *out)
{
    struct plan_find_row row;
    err e = plan_find_one(db, arena, &(struct plan_find_in){.word = id_or_code}, &row);
    return e == ERR_OK ? PLAN_OF_ROW(arena, &row, out) : e;
}

err plan_at_version(struct db *db, struct arena *arena, plan_id id, int64_t version,
                    struct plan *out)
{
    struct plan_find_version_row row;
    struct plan_find_version_in in = {.id = id, .version = version};
    err e = plan_find_version_one(db, arena, &in, &row);
    return e == ERR_OK ? PLAN_OF_ROW(arena, &row, out) : e;
}

err catalogue_store_plans(struct db *db, struct arena *arena, struct plan **out, size_t *out_count)
{
    struct plans_published_row *rows = NULL;
    err e = plans_published_all(db, arena, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct plan, *out_count);
    for (size_t i = 0; e == ERR_OK && i < *out_count; i++) {
        e = PLAN_OF_ROW(arena, &rows[i], &(*out)[i]);
    }
    return e;
}

err catalogue_store_groups(struct db *db, struct arena *arena, struct plan_group **out,
                           size_t *out_count)
{
    struct groups_all_row *rows = NULL;
    err e = groups_all_all(db, arena, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct plan_group, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = (struct plan_group){
            .id = rows[i].id,
            .code = rows[i].code,
            .name = {rows[i].name_uk, rows[i].name_en},
            .about = {rows[i].about_uk, rows[i].about_en},
            .position = rows[i].position,
        };
    }
    return ERR_OK;
}

err catalogue_store_group_new(struct db *tx, const struct plan_group *group)
{
    int64_t made = 0;
    struct group_insert_in in = {
        .id = group->id,
        .code = group->code,
        .name_uk = group->name.uk,
        .name_en = group->name.en,
        .about_uk = group->about.uk,
        .about_en = group->about.en,
        .position = group->position,
    };
    err e = group_insert_count(tx, &in, &made);
    return e == ERR_OK && made == 0 ? ERR_CONFLICT : e;
}

err catalogue_store_plan_new(struct db *tx, const struct plan *plan)
{
    int64_t made = 0;
    struct plan_insert_in in = {
        .id = plan->id,
        .code = plan->code,
        .group_id = plan->group,
        .kind = plan->is_addon ? STR("addon") : STR("service"),
        .state = plan->state,
        .stock_left = plan->stock_left,
        .per_customer = plan->per_customer,
        .position = plan->position,
    };
    err e = plan_insert_count(tx, &in, &made);
    return e == ERR_OK && made == 0 ? ERR_CONFLICT : e;
}

err catalogue_store_version(struct db *tx, struct arena *arena, const struct plan *plan, str author,
                            when now)
{
    struct plan_version_insert_in in = {
        .plan = plan->id,
        .version = plan->version,
        .state = plan->is_draft ? STR("draft") : STR("published"),
        .spec = plan_spec_write(arena, plan),
        .author = author,
        .now = now,
        .published_at = plan->is_draft ? WHEN_NONE : now,
    };
    return plan_version_insert(tx, &in);
}

err catalogue_store_advance(struct db *tx, plan_id plan, int64_t version, int64_t last_version)
{
    struct plan_versions_advance_in in = {
        .id = plan, .version = version, .last_version = last_version};
    return plan_versions_advance(tx, &in);
}

err stock_store_held(struct db *db, struct arena *arena, account_id account, plan_id plan,
                     int64_t *out)
{
    struct plan_held_by_row row;
    struct plan_held_by_in in = {.account = account, .plan = plan};
    err e = plan_held_by_one(db, arena, &in, &row);
    *out = e == ERR_OK ? row.held : 0;
    return e;
}
