/* SPDX-License-Identifier: Apache-2.0 */
/* A transfer by the customer's own bank: he is told where to, how much and with which reference;
 * staff confirms what the statement shows. Nobody sends notices, nobody can be asked. */
#include "features/payments/payments_store.h"
#include "features/payments/provider.h"

#define TOP_UP_OPEN (30 * WHEN_DAY)
enum { SUNDAY = 0, SATURDAY = 6 };

static bool is_offered(const struct site *site, str currency)
{
    const struct settings *s = site->settings;
    return str_eq(currency, s->bank_currency) && (s->bank_iban.len > 0 || s->demo);
}

static err begin(struct db *tx, struct arena *arena, const struct site *site,
                 struct payment *payment)
{
    (void)arena, (void)site;
    bool moved = false;
    payment->state = PAYMENT_PENDING;
    return payment_store_move(tx, payment->id, PAYMENT_PENDING, STR(""), payment->created_at,
                              &moved);
}

/* What is ordered is held for so many working days, counted on the customer's calendar; a transfer
 * into the balance holds nothing. */
static when open_until(const struct payment_ask *ask)
{
    when until = ask->now;
    int64_t left = ask->site->settings->bank_hold_days;
    if (ask->invoice.text.len == 0) {
        return when_add(ask->now, TOP_UP_OPEN);
    }
    while (left > 0) {
        until = when_add(until, WHEN_DAY);
        int weekday = zone_local(ask->site->zone, until).weekday;
        left -= weekday != SUNDAY && weekday != SATURDAY ? 1 : 0;
    }
    return until;
}

const struct provider provider_bank = {
    .name = "bank",
    .title = N_("Bank transfer"),
    .hint =
        N_("By the details we show. The money is credited when our bank has received it, usually "
           "within one or two working days."),
    .open_until = open_until,
    .is_offered = is_offered,
    .begin = begin,
};
