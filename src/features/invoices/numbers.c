/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/numbers.h"

#include "features/accounts/accounts.h"
#include "features/billing/billing.h"
#include "i18n/zone.h"

err issue_day(struct db *db, struct arena *arena, account_id account, when now, struct day *out)
{
    struct account of;
    err e = account_by_id(db, arena, account, &of);
    if (e == ERR_OK) {
        const struct zone *zone = zone_by_name(of.timezone);
        struct civil local = zone_local(zone == NULL ? zone_utc() : zone, now);
        *out = day_of_civil(&local);
    }
    return e;
}

err issue_number(struct db *tx, struct arena *arena, const char *kind, const char *prefix,
                 struct day d, str *out)
{
    int year = day_civil(d).year;
    int64_t number = 0;
    err e = document_number_take(tx, arena, str_printf(arena, "%s:%04d", kind, year), &number);
    if (e == ERR_OK) {
        *out = str_printf(arena, "%s%04d-%06lld", prefix, year, (long long)number);
    }
    return e;
}
