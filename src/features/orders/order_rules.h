/* SPDX-License-Identifier: Apache-2.0 */
/* What may be done with an order, and what is wrong with what is asked for: a code of
 * web/field_error.c, or NULL when nothing is. No database, no clock. */
#pragma once

#include "features/orders/order_line.h"
#include "features/orders/orders.h"

#define ORDER_NAME_CHARS_MAX 100
#define ORDER_LINES_MAX 50

enum order_act {
    ORDER_RENAME,
    ORDER_PAY,
    ORDER_CANCEL, /* by its owner, who calls it deleting */
    ORDER_SPLIT,
    ORDER_MERGE, /* either side of it */
};

/* Why an order refuses an act: "order_over", "order_locked" (a payment is under way),
 * "order_part_paid". */
const char *order_refuses(const struct order *order, enum order_act act);

/* Which lines go when those of ids are split off: add-ons go with what they belong to. "bad_choice"
 * (not a line of it), "addon_alone", "split_nothing", "split_everything". */
const char *order_split_choose(const struct order_line *lines, size_t count, const str *ids,
                               size_t id_count, bool *out_goes);

/* May the one be merged into the other? line_count: of both together. */
const char *order_merge_fault(const struct order *into, const struct order *from,
                              size_t line_count);

/* The sums of the lines; false when they do not fit. */
bool order_sums(const struct order_line *lines, size_t count, struct order *out);
