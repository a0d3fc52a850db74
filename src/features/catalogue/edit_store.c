/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue_sql.h"
#include "features/catalogue/edit.h"
#include "features/catalogue/plan_spec.h"
#include "system/random.h"

static err plan_of_row(struct arena *arena, const struct plans_all_row *row, struct plan *out)
{
    *out = (struct plan){
        .id = row->id,
        .code = row->code,
        .group = row->group_id,
        .is_addon = str_eq(row->kind, STR("addon")),
        .state = row->state,
        .version = row->version,
        .is_draft = row->draft,
        .stock_left = row->stock_left,
        .per_customer = row->per_customer,
        .position = row->position,
    };
    return plan_spec_read(arena, row->spec, out) == ERR_OK ? ERR_OK : ERR_INTERNAL;
}

err edit_plans(struct db *db, struct arena *arena, struct plan **out, size_t *out_count)
{
    struct plans_all_row *rows = NULL;
    err e = plans_all_all(db, arena, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct plan, *out_count);
    for (size_t i = 0; e == ERR_OK && i < *out_count; i++) {
        e = plan_of_row(arena, &rows[i], &(*out)[i]);
    }
    return e;
}

static err numbers_of(struct db *db, struct arena *arena, str id_or_code,
                      struct plan_numbers_row *out)
{
    return plan_numbers_one(db, arena, &(struct plan_numbers_in){.word = id_or_code}, out);
}

err edit_plan(struct db *db, struct arena *arena, str id_or_code, struct plan *out)
{
    struct plan_numbers_row numbers;
    err e = numbers_of(db, arena, id_or_code, &numbers);
    if (e != ERR_OK) {
        return e;
    }
    int64_t version = numbers.version > 0 ? numbers.version : numbers.last_version;
    return plan_at_version(db, arena, numbers.id, version, out);
}

err edit_versions(struct db *db, struct arena *arena, plan_id id, struct plan_version_line **out,
                  size_t *out_count)
{
    struct plan_numbers_row numbers;
    struct plan_versions_of_row *rows = NULL;
    err e = numbers_of(db, arena, id.text, &numbers);
    if (e == ERR_OK) {
        e = plan_versions_of_all(db, arena, &(struct plan_versions_of_in){.plan = id}, &rows,
                                 out_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct plan_version_line, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = (struct plan_version_line){
            .version = rows[i].version,
            .is_draft = str_eq(rows[i].state, STR("draft")),
            .is_sold = rows[i].version == numbers.version,
            .author = rows[i].author,
            .created_at = rows[i].created_at,
            .published_at = rows[i].published_at,
        };
    }
    return ERR_OK;
}

/* The number of the draft; 0 when there is none. */
static err draft_of(struct db *db, struct arena *arena, plan_id id, int64_t *out)
{
    struct plan_version_line *lines = NULL;
    size_t count = 0;
    err e = edit_versions(db, arena, id, &lines, &count);
    *out = e == ERR_OK && count > 0 && lines[0].is_draft ? lines[0].version : 0;
    return e;
}

err edit_begin(struct db *db, struct arena *arena, str id_or_code, struct plan *out)
{
    int64_t draft = 0;
    err e = edit_plan(db, arena, id_or_code, out);
    if (e == ERR_OK) {
        e = draft_of(db, arena, out->id, &draft);
    }
    return e == ERR_OK && draft > 0 ? plan_at_version(db, arena, out->id, draft, out) : e;
}

err edit_make(struct db *tx, struct arena *arena, struct plan *plan, str author, when now)
{
    plan->id = (plan_id){id_new(arena)};
    plan->version = 1;
    plan->is_draft = true;
    plan->state = STR("hidden");
    err e = catalogue_store_plan_new(tx, plan);
    if (e == ERR_OK) {
        e = catalogue_store_version(tx, arena, plan, author, now);
    }
    return e == ERR_OK ? catalogue_store_advance(tx, plan->id, 0, 1) : e;
}

err edit_save(struct db *tx, struct arena *arena, struct plan *plan, str author, when now)
{
    struct plan_numbers_row numbers;
    int64_t draft = 0;
    err e = numbers_of(tx, arena, plan->id.text, &numbers);
    if (e == ERR_OK) {
        e = draft_of(tx, arena, plan->id, &draft);
    }
    if (e != ERR_OK) {
        return e;
    }
    plan->is_draft = true;
    if (draft > 0) {
        plan->version = draft;
        struct plan_version_save_in in = {
            .plan = plan->id,
            .version = draft,
            .spec = plan_spec_write(arena, plan),
            .author = author,
            .now = now,
        };
        return plan_version_save(tx, &in);
    }
    plan->version = numbers.last_version + 1;
    e = catalogue_store_version(tx, arena, plan, author, now);
    return e == ERR_OK ? catalogue_store_advance(tx, plan->id, numbers.version, plan->version) : e;
}

err edit_publish(struct db *tx, struct arena *arena, plan_id id, when now, int64_t *out_version)
{
    int64_t published = 0;
    err e = draft_of(tx, arena, id, out_version);
    if (e != ERR_OK || *out_version == 0) {
        return e == ERR_OK ? ERR_CONFLICT : e;
    }
    struct plan_version_publish_in in = {.plan = id, .version = *out_version, .now = now};
    e = plan_version_publish_count(tx, &in, &published);
    if (e == ERR_OK && published == 0) {
        return ERR_CONFLICT;
    }
    return e == ERR_OK ? catalogue_store_advance(tx, id, *out_version, *out_version) : e;
}

err edit_drop(struct db *tx, struct arena *arena, plan_id id)
{
    struct plan_numbers_row numbers;
    int64_t draft = 0;
    err e = numbers_of(tx, arena, id.text, &numbers);
    if (e == ERR_OK) {
        e = draft_of(tx, arena, id, &draft);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (draft == 0 || numbers.version == 0) {
        return ERR_CONFLICT;
    }
    struct plan_version_drop_in in = {.plan = id, .version = draft};
    return plan_version_drop(tx, &in);
}

err edit_arrange(struct db *tx, const struct plan *plan, int64_t stock_seen)
{
    int64_t changed = 0;
    struct plan_set_in in = {
        .id = plan->id,
        .group_id = plan->group,
        .state = plan->state,
        .position = plan->position,
        .per_customer = plan->per_customer,
        .stock_left = plan->stock_left,
        .stock_seen = stock_seen,
    };
    err e = plan_set_count(tx, &in, &changed);
    return e == ERR_OK && changed == 0 ? ERR_CONFLICT : e;
}

err edit_group(struct db *tx, const struct plan_group *group)
{
    int64_t changed = 0;
    struct group_set_in in = {
        .id = group->id,
        .name_uk = group->name.uk,
        .name_en = group->name.en,
        .about_uk = group->about.uk,
        .about_en = group->about.en,
        .position = group->position,
    };
    err e = group_set_count(tx, &in, &changed);
    return e == ERR_OK && changed == 0 ? ERR_NOT_FOUND : e;
}
