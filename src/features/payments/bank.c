/* SPDX-License-Identifier: Apache-2.0 */
/* A transfer by the customer's own bank: he is told where to, how much and with which reference;
 * staff confirms what the statement shows. Nobody sends notices, nobody can be asked. */
#include "features/payments/payments_store.h"
#include "features/payments/provider.h"

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

const struct provider provider_bank = {
    .name = "bank",
    .title = N_("Bank transfer"),
    .hint =
        N_("By the details we show. The money is credited when our bank has received it, usually "
           "within one or two working days."),
    .open_us = 30 * WHEN_DAY,
    .is_offered = is_offered,
    .begin = begin,
};
