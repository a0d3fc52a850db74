/* SPDX-License-Identifier: Apache-2.0 */
/* Money came to a balance: what is overdue and renews itself is paid, the oldest debt first. */
#include "features/payments/payments.h"
#include "features/services/lifecycle.h"

/* Jobs, not here: the payment itself must not wait for them, nor fail with them. */
static err money_came(struct db *tx, struct arena *arena, str ref, when now)
{
    struct payment payment;
    struct asked *open = NULL;
    size_t count = 0;
    err e = payment_by_id(tx, arena, (payment_id){ref}, &payment);
    if (e == ERR_OK) {
        e = asked_store_open_of_account(tx, arena, payment.account, &open, &count);
    }
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        str key = str_printf(arena, "%.*s:%lld", STR_ARG(open[i].service.text), (long long)now.us);
        e = job_put(tx, now, STR("service.charge"), open[i].service.text, now, key);
    }
    return e;
}

const struct listener services_money_listeners[] = {
    {PAYMENT_RECEIVED, money_came},
    LISTENERS_END,
};

err service_charge(struct db *tx, const struct job_run *run)
{
    struct service service;
    struct dunning dunning;
    struct initiator by = {STR("system"), run->now};
    bool paid = false;
    err e = service_store_find(tx, run->arena, (service_id){run->ref}, &service);
    if (e != ERR_OK || !service.auto_renew) {
        return err_absent_is_fine(e);
    }
    e = dunning_of(tx, run->arena, &service, &dunning);
    if (e != ERR_OK) {
        return e;
    }
    /* Not before its day: until then the money may be meant for something else. */
    day today = day_at(dunning.zone, run->now);
    bool due = today.number >= service.until.number - dunning.plan.balance_before;
    bool stopped = service.suspended_for.len > 0 && !dunning.suspended_for_debt;
    return due && !stopped ? renewal_charge(tx, run->arena, &service, &by, &paid) : ERR_OK;
}
