/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/provider.h"

static bool is_offered(const struct site *site, str currency)
{
    (void)site, (void)currency;
    return false;
}

const struct provider provider_stripe = {
    .name = "stripe",
    .title = N_("Card"),
    .hint = N_("By card, on the page of Stripe."),
    .open_us = WHEN_DAY,
    .is_offered = is_offered,
};
