/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/orders_sql.h"
#include "features/orders/orders_store.h"

static str or_empty(str text)
{
    return text.ptr == NULL ? STR("") : text;
}

err order_line_store_insert(struct db *tx, order_id order, const struct order_line *line)
{
    struct order_line_insert_in in = {
        .id = line->id,
        .purchase = order,
        .position = line->position,
        .parent_line = line->parent,
        .parent_service = or_empty(line->parent_service),
        .plan = line->plan,
        .plan_version = line->plan_version,
        .plan_code = line->plan_code,
        .name_uk = line->name_uk,
        .name_en = line->name_en,
        .text_uk = line->text_uk,
        .text_en = line->text_en,
        .months = line->months,
        .quantity = line->quantity,
        .options = line->options,
        .recurring_unit = line->recurring_unit,
        .setup_unit = line->setup_unit,
        .recurring = line->recurring,
        .setup = line->setup,
        .discount = line->discount,
        .amount = line->amount,
        .tax_bp = line->tax_bp,
        .tax_inclusive = line->tax_inclusive,
        .net = line->net,
        .tax = line->tax,
        .total = line->total,
        .promo = or_empty(line->promo.text),
        .promo_kind = line->promo_kind,
        .promo_value = line->promo_value,
        .promo_left = line->promo_left,
        .promo_ref = or_empty(line->promo_ref),
        .promo_plans = or_empty(line->promo_plans),
        .until_day = line->until.number,
    };
    return order_line_insert(tx, &in);
}

static struct order_line line_of_row(const struct order_lines_row *row)
{
    return (struct order_line){
        .id = row->id,
        .position = row->position,
        .parent = row->parent_line,
        .parent_service = row->parent_service,
        .plan = row->plan,
        .plan_version = row->plan_version,
        .plan_code = row->plan_code,
        .name_uk = row->name_uk,
        .name_en = row->name_en,
        .text_uk = row->text_uk,
        .text_en = row->text_en,
        .months = row->months,
        .quantity = row->quantity,
        .options = row->options,
        .recurring_unit = row->recurring_unit,
        .setup_unit = row->setup_unit,
        .recurring = row->recurring,
        .setup = row->setup,
        .discount = row->discount,
        .amount = row->amount,
        .tax_bp = row->tax_bp,
        .tax_inclusive = row->tax_inclusive,
        .net = row->net,
        .tax = row->tax,
        .total = row->total,
        .promo = {row->promo},
        .promo_kind = row->promo_kind,
        .promo_value = row->promo_value,
        .promo_left = row->promo_left,
        .promo_ref = row->promo_ref,
        .promo_plans = row->promo_plans,
        .until = {(int32_t)row->until_day},
        .service = row->service,
        .returned_at = row->returned_at,
    };
}

err order_line_store_all(struct db *db, struct arena *arena, order_id order,
                         struct order_line **out, size_t *out_count)
{
    struct order_lines_in in = {.purchase = order};
    struct order_lines_row *rows = NULL;
    size_t count = 0;
    err e = order_lines_all(db, arena, &in, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct order_line *lines = ARENA_ARRAY(arena, struct order_line, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = line_of_row(&rows[i]);
    }
    *out = lines;
    *out_count = count;
    return ERR_OK;
}

err order_line_store_move(struct db *tx, order_line_id id, order_id to, int64_t position)
{
    return order_line_move(
        tx, &(struct order_line_move_in){.id = id, .purchase = to, .position = position});
}

err order_line_store_set_service(struct db *tx, order_line_id id, service_id service)
{
    return order_line_set_service(
        tx, &(struct order_line_set_service_in){.id = id, .service = service});
}

err order_line_store_set_returned(struct db *tx, order_line_id id, when now, bool *out_first)
{
    int64_t changed = 0;
    struct order_line_set_returned_in in = {.id = id, .now = now};
    err e = order_line_set_returned_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}

err order_line_store_of_service(struct db *db, struct arena *arena, service_id service,
                                order_line_id *out, order_id *out_order)
{
    struct order_line_of_service_in in = {.service = service};
    struct order_line_of_service_row row;
    err e = order_line_of_service_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
        *out_order = row.purchase;
    }
    return e;
}

err order_store_promo_holders(struct db *db, struct arena *arena, str ref, int64_t *out)
{
    struct promo_ref_holders_in in = {.ref = ref};
    struct promo_ref_holders_row row;
    err e = promo_ref_holders_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.count;
    }
    return e;
}
