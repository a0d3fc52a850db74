/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of services. What hangs on them is in paid_store.c and history_store.c. */
#include "features/services/services_store.h"

#include "features/services/services_sql.h"
#include "features/services/services.h"

/* A free setup means nothing for renewals. */
static const str promo_words[] = {
    [PROMO_NONE] = STR_INIT(""),
    [PROMO_PERCENT] = STR_INIT("percent"),
    [PROMO_FIXED] = STR_INIT("fixed"),
    [PROMO_FREE_SETUP] = STR_INIT(""),
};

static enum promo_kind promo_kind_of(str word)
{
    for (size_t i = 0; i < ARRAY_LEN(promo_words); i++) {
        if (str_eq(word, promo_words[i])) {
            return (enum promo_kind)i;
        }
    }
    return PROMO_NONE;
}

err service_store_insert(struct db *tx, service_id id, int64_t number,
                         const struct service_draft *draft, struct days period, int anchor,
                         when now)
{
    struct service_insert_in in = {
        .id = id,
        .number = number,
        .account = draft->account,
        .parent = draft->parent.text.len > 0 ? draft->parent : (service_id){{NULL, 0}},
        .origin = draft->origin,
        .plan = draft->plan.text,
        .plan_version = draft->plan_version,
        .name_uk = draft->name_uk,
        .name_en = draft->name_en,
        .label = draft->label,
        .currency = draft->currency,
        .months = draft->months,
        .quantity = draft->quantity,
        .options = draft->options,
        .promo_kind = promo_words[draft->promo_kind],
        .promo_value = draft->promo_value,
        .promo_left = draft->promo_left,
        .payer = draft->payer.text,
        .anchor = anchor,
        .from_day = period.from.number,
        .until_day = period.until.number,
        .auto_renew = true,
        .now = now,
        .promo_plans = draft->promo_plans.ptr != NULL ? draft->promo_plans : STR(""),
    };
    return service_insert(tx, &in);
}

static void take(const struct service_find_row *row, struct service *out)
{
    *out = (struct service){
        .id = row->id,
        .number = row->number,
        .account = row->account,
        .parent = row->parent.text.ptr == NULL ? (service_id){STR("")} : row->parent,
        .suspended_for = row->suspended_for,
        .plan = {row->plan},
        .plan_version = row->plan_version,
        .name_uk = row->name_uk,
        .name_en = row->name_en,
        .label = row->label,
        .currency = row->currency,
        .months = row->months,
        .quantity = row->quantity,
        .options = row->options,
        .promo_kind = promo_kind_of(row->promo_kind),
        .promo_value = row->promo_value,
        .promo_left = row->promo_left,
        .promo_plans = row->promo_plans,
        .payer = {row->payer},
        .anchor = (int)row->anchor,
        .from = {(int32_t)row->from_day},
        .until = {(int32_t)row->until_day},
        .auto_renew = row->auto_renew,
        .cancel_at_end = row->cancel_at_end,
        .answer = row->answer,
        .created_at = row->created_at,
        .activated_at = row->activated_at,
        .ended_at = row->ended_at,
    };
    for (int state = 0; state <= SERVICE_TERMINATED; state++) {
        if (str_eq(row->state, service_state_word((enum service_state)state))) {
            out->state = (enum service_state)state;
        }
    }
}

err service_store_find(struct db *db, struct arena *arena, service_id id, struct service *out)
{
    struct service_find_row row;
    err e = service_find_one(db, arena, &(struct service_find_in){id}, &row);
    if (e == ERR_OK) {
        take(&row, out);
    }
    return e;
}

err service_store_of_origin(struct db *db, struct arena *arena, str origin, struct service *out)
{
    struct service_find_origin_row row;
    err e = service_find_origin_one(db, arena, &(struct service_find_origin_in){origin}, &row);
    return e == ERR_OK ? service_store_find(db, arena, row.id, out) : e;
}

err service_store_by_number(struct db *db, struct arena *arena, int64_t number, struct service *out)
{
    struct service_find_number_row row;
    err e = service_find_number_one(db, arena, &(struct service_find_number_in){number}, &row);
    return e == ERR_OK ? service_store_find(db, arena, row.id, out) : e;
}

/* Lists are ids first: a page has few, and so there is one place that knows the columns. */
#define FILL(rows, count)                                                                          \
    struct service *list = ARENA_ARRAY(arena, struct service, (count));                            \
    for (size_t i = 0; i < (count) && e == ERR_OK; i++) {                                          \
        e = service_store_find(db, arena, (rows)[i].id, &list[i]);                                 \
    }                                                                                              \
    *out = list;                                                                                   \
    *out_count = (count)

err service_store_page(struct db *db, struct arena *arena, account_id account, when before,
                       str before_id, int64_t limit, struct service **out, size_t *out_count)
{
    struct service_page_in in = {account, before, before_id, limit};
    in.before_time = when_is_none(before) ? (when){INT64_MAX} : before;
    struct service_page_row *rows = NULL;
    size_t count = 0;
    err e = service_page_all(db, arena, &in, &rows, &count);
    FILL(rows, count);
    return e;
}

err service_store_staff_page(struct db *db, struct arena *arena, str state, when before,
                             str before_id, int64_t limit, struct service **out, size_t *out_count)
{
    struct service_staff_page_in in = {state, before, before_id, limit};
    in.before_time = when_is_none(before) ? (when){INT64_MAX} : before;
    struct service_staff_page_row *rows = NULL;
    size_t count = 0;
    err e = service_staff_page_all(db, arena, &in, &rows, &count);
    FILL(rows, count);
    return e;
}

err service_store_urgent(struct db *db, struct arena *arena, account_id account, int64_t limit,
                         struct service **out, size_t *out_count)
{
    struct service_urgent_row *rows = NULL;
    size_t count = 0;
    err e =
        service_urgent_all(db, arena, &(struct service_urgent_in){account, limit}, &rows, &count);
    FILL(rows, count);
    return e;
}

err service_store_addons(struct db *db, struct arena *arena, service_id parent,
                         struct service **out, size_t *out_count)
{
    struct service_addons_row *rows = NULL;
    size_t count = 0;
    err e = service_addons_all(db, arena, &(struct service_addons_in){parent}, &rows, &count);
    FILL(rows, count);
    return e;
}

err service_store_state(struct db *tx, struct service *service, enum service_state state,
                        const char *suspended_for)
{
    service->state = state;
    service->suspended_for = str_from_z(suspended_for);
    return service_set_state(tx,
                             &(struct service_set_state_in){service->id, service_state_word(state),
                                                            service->suspended_for});
}

err service_store_activated(struct db *tx, service_id id, when now)
{
    return service_set_activated(tx, &(struct service_set_activated_in){id, now});
}

err service_store_ended(struct db *tx, struct service *service, when now)
{
    service->state = SERVICE_TERMINATED;
    service->suspended_for = STR("");
    service->ended_at = now;
    return service_set_ended(tx, &(struct service_set_ended_in){service->id, now});
}

err service_store_days(struct db *tx, struct service *service, int anchor, struct days period)
{
    service->anchor = anchor;
    service->from = period.from;
    service->until = period.until;
    return service_set_days(tx, &(struct service_set_days_in){
                                    service->id, anchor, period.from.number, period.until.number});
}

err service_store_tariff(struct db *tx, struct service *service,
                         const struct service_tariff *tariff)
{
    service->plan = tariff->plan;
    service->plan_version = tariff->version;
    service->name_uk = tariff->name_uk;
    service->name_en = tariff->name_en;
    service->months = tariff->months;
    service->quantity = tariff->quantity;
    service->options = tariff->options;
    struct service_set_tariff_in in = {
        service->id,     tariff->plan.text, tariff->version,  tariff->name_uk,
        tariff->name_en, tariff->months,    tariff->quantity, tariff->options,
    };
    return service_set_tariff(tx, &in);
}

err service_store_promo_left(struct db *tx, struct service *service, int64_t left)
{
    service->promo_left = left;
    return service_set_promo_left(tx, &(struct service_set_promo_left_in){service->id, left});
}

err service_store_answer(struct db *tx, service_id id, str answer)
{
    return service_set_answer(tx, &(struct service_set_answer_in){id, answer});
}

err service_store_auto_renew(struct db *tx, service_id id, bool on)
{
    return service_set_auto_renew(tx, &(struct service_set_auto_renew_in){id, on});
}

err service_store_cancel(struct db *tx, service_id id, bool at_end)
{
    return service_set_cancel(tx, &(struct service_set_cancel_in){id, at_end});
}

err service_store_label(struct db *tx, service_id id, str label)
{
    return service_set_label(tx, &(struct service_set_label_in){id, label});
}

err next_store_put(struct db *tx, service_id id, const struct service_next *next)
{
    const struct service_tariff *t = &next->tariff;
    struct next_put_in in = {id,         next->from.number, t->plan.text, t->version, t->name_uk,
                             t->name_en, t->months,         t->quantity,  t->options};
    err e = next_delete(tx, &(struct next_delete_in){id});
    return e == ERR_OK ? next_put(tx, &in) : e;
}

err next_store_find(struct db *db, struct arena *arena, service_id id, struct service_next *out)
{
    struct next_find_row row;
    err e = next_find_one(db, arena, &(struct next_find_in){id}, &row);
    if (e == ERR_OK) {
        *out = (struct service_next){
            {(int32_t)row.from_day},
            {{row.plan},
             row.plan_version,
             row.name_uk,
             row.name_en,
             row.months,
             row.quantity,
             row.options},
        };
    }
    return e;
}

err next_store_delete(struct db *tx, service_id id)
{
    return next_delete(tx, &(struct next_delete_in){id});
}

err services_id_is_foreign(struct db *db, struct arena *arena, str id, account_id account,
                           bool *out)
{
    struct service_foreign_in in = {id, account};
    struct service_foreign_row row;
    err e = service_foreign_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}
