/* SPDX-License-Identifier: Apache-2.0 */
#include "app/plans_check.h"

#include <unistd.h>

#include "features/catalogue/catalogue.h"
#include "features/payments/payments.h"
#include "features/provisioning/provisioning.h"
#include "json/reader.h"
#include "system/log.h"
#include "web/site.h"

#define ARENA_BYTES ((size_t)8 << 20)

struct plans {
    struct arena *arena;
    const struct settings *settings;
    struct buf *complaints;
    int faults;
};

static void fault(struct plans *plans, const struct plan *plan, const char *what, str which)
{
    buf_printf(plans->complaints, "plan %" STR_FMT " is on sale, but %s %" STR_FMT "\n",
               STR_ARG(plan->code), what, STR_ARG(which));
    plans->faults++;
}

static bool has_webhook(struct plans *plans, str name)
{
    struct webhook_entry entry;
    str rest = secret_reveal(plans->settings->webhooks);
    while (provisioning_webhook_next(plans->arena, &rest, &entry)) {
        if (entry.fault == NULL && str_eq(entry.name, name)) {
            return true;
        }
    }
    return false;
}

/* A demonstration brings its folder along at the start. */
static bool has_hook(struct plans *plans, str name)
{
    const struct settings *s = plans->settings;
    if (s->hooks_dir.len == 0 && !s->demo) {
        return false;
    }
    str path = s->hooks_dir.len > 0 ? str_printf(plans->arena, "%" STR_FMT "/%" STR_FMT,
                                                 STR_ARG(s->hooks_dir), STR_ARG(name))
                                    : str_printf(plans->arena, "%" STR_FMT "/hooks/%" STR_FMT,
                                                 STR_ARG(s->data_dir), STR_ARG(name));
    return access(str_z(plans->arena, path), X_OK) == 0;
}

static void check_driver(struct plans *plans, const struct plan *plan)
{
    struct json_node config;
    str name = STR("");
    bool exec = str_eq(plan->driver, STR("exec"));
    bool webhook = str_eq(plan->driver, STR("webhook"));
    if ((!exec && !webhook) || json_read(plans->arena, plan->config, &config) != ERR_OK) {
        return;
    }
    (void)json_get_str(&config, exec ? STR("hook") : STR("webhook"), &name);
    if (exec && !has_hook(plans, name)) {
        fault(plans, plan, "provisioning.hooks has no program", name);
    } else if (webhook && !has_webhook(plans, name)) {
        fault(plans, plan, "provisioning.webhooks has no", name);
    }
}

static void check_prices(struct plans *plans, const struct plan *plan)
{
    struct site site = {.settings = plans->settings};
    struct payment_method method;
    for (size_t i = 0; i < plan->price_count; i++) {
        str currency = str_from_z(plan->prices[i].currency);
        bool said = false;
        for (size_t k = 0; k < i; k++) {
            said = said || str_eq(str_from_z(plan->prices[k].currency), currency);
        }
        if (!said && payment_methods(&site, currency, &method, 1) == 0) {
            fault(plans, plan, "neither payments.bank_iban nor payments.stripe_key takes",
                  currency);
        }
    }
}

err plans_check(struct db_engine *engine, struct arena *arena, const struct settings *settings,
                struct buf *complaints)
{
    struct plans plans = {.arena = arena, .settings = settings, .complaints = complaints};
    struct plan *list = NULL;
    size_t count = 0;
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = plans_shown(db, arena, &list, &count);
    }
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        if (str_eq(list[i].state, STR("open"))) {
            check_driver(&plans, &list[i]);
            check_prices(&plans, &list[i]);
        }
    }
    db_close(&db);
    return e == ERR_OK && plans.faults > 0 ? ERR_INVALID : e;
}

void plans_check_log(struct db_engine *engine, const struct settings *settings)
{
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct buf complaints = buf_in(&arena);
    if (plans_check(engine, &arena, settings, &complaints) == ERR_INVALID) {
        str rest = buf_str(&complaints);
        while (rest.len > 0) {
            log_error("a plan cannot work", LOG_STR("fault", str_cut(rest, '\n', &rest)), LOG_END);
        }
    }
    arena_done(&arena);
}
