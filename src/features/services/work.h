/* SPDX-License-Identifier: Apache-2.0 */
/* Work that something depends on: what was paid for happens with the outcome of its operation, in
 * the transaction that learns of it. Done: the days begin, the plan becomes the new one, money that
 * is left over goes back. Given up: dates, plan and state are as before, the money goes to the
 * balance, and a letter says why. Until then the money waits apart, in no days. */
#pragma once

#include "features/services/lifecycle.h"

enum work_kind {
    WORK_RENEWAL, /* ref: the paid invoice */
    WORK_SWITCH,  /* ref: the change, of the room above */
    WORK_NEXT,    /* a scheduled tariff whose day has come */
    WORK_RESUME,  /* was: why it stood still */
};

struct work {
    operation_id operation;
    service_id service;
    enum work_kind kind;
    str ref, was;
};

/* Asks for the operation by the service as it will be, and keeps what depends on it. */
err work_begin(struct db *tx, struct arena *arena, const struct service *as_it_will_be,
               enum operation_kind operation, const struct work *work, when now);
/* Whether dates or plan of the service wait for an outcome. */
err work_is_on(struct db *db, struct arena *arena, service_id id, bool *out);
/* The operation is over: what depends on it happens, or is undone. */
err work_settle(struct db *tx, struct arena *arena, struct service *service,
                const struct operation *operation, when now);
/* Takes back all that nobody has begun yet; what depended on it is undone as if given up. The
 * invoice says which: that with no money left of it. Empty: all of the service. */
err work_cancel(struct db *tx, struct arena *arena, service_id id, invoice_id invoice, when now);

/* Rows. */
err work_store_insert(struct db *tx, const struct work *work, when now);
err work_store_find(struct db *db, struct arena *arena, operation_id id, struct work *out);
err work_store_of(struct db *db, struct arena *arena, service_id id, struct work **out,
                  size_t *out_count);
err work_store_delete(struct db *tx, operation_id id);
/* An invoice's money of the service goes from one place to another; tells how much. */
err money_store_move(struct db *tx, struct arena *arena, service_id id, invoice_id invoice,
                     int64_t from, int64_t to, int64_t *out_moved);

/* The days of a paid renewal begin, with what is left of its money. was: why it stood still. */
err renewal_begin(struct db *tx, struct arena *arena, struct service *service,
                  const struct asked *asked, str was, const struct initiator *by);
/* The service as it will be with another tariff. */
struct service service_with_tariff(const struct service *service, const struct service_tariff *to);
/* The scheduled tariff has become the service's; or it never will. */
err next_done(struct db *tx, struct arena *arena, struct service *service,
              const struct initiator *by);
err next_given_up(struct db *tx, struct arena *arena, struct service *service,
                  const struct initiator *by);
