/* SPDX-License-Identifier: Apache-2.0 */
/* A service's paid time: stretches of days, one behind the other, each with its sale (the period as
 * it was sold) and the money that is in it, by the invoice it came from. Renewal, change, credit,
 * giving back and the forecast ask it, and nobody counts past it.
 *
 * The total of a stretch is the sum of its money, always net of what was given back. What is left
 * on a day is counted by whole days of the real calendar, rounded half away from zero; the day
 * itself is left. Pure arithmetic: no database, no clock. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/id.h"
#include "features/services/period.h"

/* Money by where it came from. */
struct money_part {
    invoice_id invoice;
    int64_t amount; /* minor units, tax in */
};
struct purse {
    struct money_part *parts;
    size_t count;
};

int64_t purse_sum(const struct purse *purse);
/* Puts money in, to what is there of the same invoice. Nothing is put for an amount of nothing. */
void purse_put(struct arena *arena, struct purse *purse, invoice_id invoice, int64_t amount);
/* Moves so much, or all there is, from the first parts on; tells how much that was. */
int64_t purse_move(struct arena *arena, struct purse *from, int64_t most, struct purse *to);
/* Moves part / whole of it, of every part its share. */
MUST_CHECK err purse_share(struct arena *arena, struct purse *from, int64_t part, int64_t whole,
                           struct purse *to);

/* The period that a stretch is of, as it was sold. */
struct sale {
    day from, until; /* the whole period, or several behind each other */
    int64_t months;  /* how long one is; they are counted back from until */
    int anchor;      /* the day of month they begin on */
    plan_id plan;
    int64_t version, quantity;
    str options;
    int64_t price; /* of one whole period, tax in */
    int64_t tax_bp;
    bool promo; /* it used a period of the promo code */
};

struct stretch {
    struct days days;
    struct sale sale;
    struct purse money;
    str gift; /* why days are without money, or with less; empty */
};

/* The sale's days for a stretch that ends with it: the period that the first day falls into. */
void sale_settle(struct sale *sale, struct days days);
/* The period of the sale that a day falls into. */
struct days sale_period(const struct sale *sale, day on);
/* What days of the sale cost at another price of a whole period. */
MUST_CHECK err sale_price(const struct sale *sale, int64_t price, struct days part, int64_t *out);

/* What is left of a stretch's money on the day; and of all, each rounded by itself. */
MUST_CHECK err stretch_left(const struct stretch *stretch, day on, int64_t *out);
MUST_CHECK err paid_time_left(const struct stretch *stretches, size_t count, day on, int64_t *out);
/* The one that the day is in; NULL when it is not paid for. */
const struct stretch *paid_time_on(const struct stretch *stretches, size_t count, day on);

/* Ends the stretch on the day; what was left of its money moves to out. A stretch that begins later
 * is left without days. */
MUST_CHECK err stretch_cut(struct arena *arena, struct stretch *stretch, day on, struct purse *out);
/* How much of a credit each of the amounts loses that an invoice's money is in: together exactly
 * the credit when the amounts are all of the invoice's money (net, before it). */
MUST_CHECK err credit_shares(const int64_t *amounts, size_t count, int64_t credit, int64_t net,
                             int64_t *out);
