/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the orders room: what a customer asks for, from the cart to the services it becomes.
 * Prices come from the catalogue and from nowhere else; at the checkout they are frozen into lines,
 * the stock is taken and the invoice is issued, in one transaction. The room fetches no money: it
 * hears that an invoice is paid or cancelled.
 *
 * States: open → paid → done; open → cancelled or expired. While a payment for it is under way an
 * open order is locked: shown as in progress, its items stay as they are.
 *
 * Pages add to the cart by POST /cart/items with the fields plan (code), months, quantity,
 * currency, promo, parent (an item of the cart, for add-ons), service (one's own service, for
 * add-ons bought later) and one option.CODE for each chosen option; guests as well. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/id.h"
#include "base/money.h"
#include "base/when.h"
#include "db/db.h"
#include "web/announce.h"
#include "web/foreign_id.h"
#include "web/job.h"
#include "web/route.h"
#include "web/staff.h"

#define ORDER_STATE_LIST(X)                                                                        \
    X(ORDER_OPEN, "open")           /* waits for its payment */                                    \
    X(ORDER_PAID, "paid")           /* its services are being brought up */                        \
    X(ORDER_DONE, "done")           /* they all work */                                            \
    X(ORDER_CANCELLED, "cancelled") /* by its owner, by staff, merged into another */              \
    X(ORDER_EXPIRED, "expired")     /* was not paid in time */

enum order_state {
#define X(name, word) name,
    ORDER_STATE_LIST(X)
#undef X
};

struct order {
    order_id id;
    int64_t number;
    account_id account;
    str name; /* the customer's own; may be empty */
    enum order_state state;
    /* Known only where one order is asked for, not of lists: */
    bool locked;    /* open, and a payment for it is under way */
    bool part_paid; /* open, and some of the invoice was paid */
    char currency[4];
    int64_t discount, net, tax, total; /* minor units */
    str promo;                         /* code, or empty */
    payer_id payer;                    /* no text: the account's default */
    invoice_id invoice;                /* no text: none counts any more */
    int64_t invoiced;
    when created_at, expires_at;
    when paid_at, ended_at; /* WHEN_NONE until then */
    str end_reason;         /* stable word, or what staff wrote */
};

/* The stable word of a state, and back; false for no such word. */
str order_state_word(enum order_state state);
bool order_state_of(str word, enum order_state *out);

/* ERR_NOT_FOUND when there is none; of_account also when it is somebody else's. */
MUST_CHECK err order_by_id(struct db *db, struct arena *arena, order_id id, struct order *out);
MUST_CHECK err order_of_account(struct db *db, struct arena *arena, account_id account, str id,
                                struct order *out);

/* Which orders of a list, newest first. */
struct order_filter {
    account_id account; /* no text: everybody's, for staff */
    str state;          /* a state's word, or empty for all */
    int64_t number;     /* 0: any */
    when before;        /* place in the list: WHEN_NONE from the newest */
    str before_id;
    int64_t limit;
};
MUST_CHECK err orders_list(struct db *db, struct arena *arena, const struct order_filter *filter,
                           struct order **out, size_t *out_count);

extern const struct route cart_routes[];
extern const struct route orders_routes[];
extern const struct route orders_api_routes[];
extern const struct route orders_staff_routes[];
extern const struct staff_screen orders_screens[];
extern const struct job_kind orders_jobs[];
extern const struct listener orders_listeners[];
extern foreign_id_fn orders_id_is_foreign; /* an order, a line of one or an item of a cart */
