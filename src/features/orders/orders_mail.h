/* SPDX-License-Identifier: Apache-2.0 */
/* Letters about an order, written by a job once what they tell of is committed. */
#pragma once

#include "features/orders/orders.h"

enum order_letter {
    ORDER_LETTER_PLACED, /* not sent any more when it was paid or ended meanwhile */
    ORDER_LETTER_EXPIRED,
    ORDER_LETTER_CANCELLED, /* by staff */
};
MUST_CHECK err order_letter_put(struct db *tx, struct arena *arena, order_id id,
                                enum order_letter letter, when now);
/* The job "order.letter". */
MUST_CHECK err order_letter_write(struct db *tx, const struct job_run *run);
