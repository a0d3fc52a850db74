/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/place.h"
#include "features/payers/payers.h"
#include "features/services/services.h"

err buyer_ask(struct db *db, struct arena *arena, const struct site *site,
              const struct buyer *buyer, struct quote_ask *out)
{
    out->account = buyer->account;
    out->now = buyer->now;
    out->network = buyer->network;
    out->country = site->settings->default_country;
    out->tax_exempt = false;
    if (buyer->account.text.len == 0) {
        return ERR_OK;
    }
    struct payer payer;
    err e = payer_of_account(db, arena, buyer->account, buyer->payer, &payer);
    if (e == ERR_OK) {
        out->country = payer.country;
        out->tax_exempt = payer.tax_exempt;
    }
    return e == ERR_NOT_FOUND && buyer->payer.text.len == 0 ? ERR_OK : e;
}

err buyer_addon(struct db *db, struct arena *arena, const struct buyer *buyer, str service,
                struct quote_item *item)
{
    struct service parent;
    err e = buyer->account.text.len == 0
                ? ERR_NOT_FOUND
                : service_of_account(db, arena, buyer->account, service, &parent);
    if (e != ERR_OK) {
        return e;
    }
    if (parent.state != SERVICE_ACTIVE && parent.state != SERVICE_PREPARING) {
        return ERR_NOT_FOUND;
    }
    struct civil local = zone_local(buyer->zone, buyer->now);
    struct day today = day_of_civil(&local);
    item->parent = 0;
    item->parent_plan = parent.plan.text;
    item->months = parent.months;
    /* Every day until the end it shares; when that is over, a period of its own. */
    if (today.number < parent.until.number) {
        struct days first;
        item->more_periods =
            periods_until(today, parent.until, parent.anchor, parent.months, &first);
        item->days_left = days_between(today, first.until);
        item->period_days = days_between(first.from, first.until);
        item->until = parent.until;
    }
    return ERR_OK;
}
