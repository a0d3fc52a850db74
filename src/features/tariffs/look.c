/* SPDX-License-Identifier: Apache-2.0 */
/* Counting a change and saying why it cannot be. Reads only. */
#include "features/tariffs/change.h"
#include "json/reader.h"

/* Whoever goes up and down gets each day's money right, but not all day long. */
#define GIVEN_BACK_MOST 3
#define GIVEN_BACK_WITHIN (30 * WHEN_DAY)

static err refuse(struct change_fault *fault, const char *code)
{
    fault->code = code;
    return ERR_INVALID;
}

static unsigned bit_of(enum tariff_mode mode)
{
    return change_mode_of(mode_word(mode));
}

/* The service must work, and nothing else may be on its way. */
static err check_service(struct db *db, struct arena *arena, const struct service *service,
                         when now, struct change_fault *fault)
{
    struct tariff_change pending;
    int64_t given_back = 0;
    if (service->state != SERVICE_ACTIVE) {
        return refuse(fault, "service_not_active");
    }
    if (service->cancel_at_end) {
        return refuse(fault, "service_ends");
    }
    bool busy = false;
    err e = service_work_is_on(db, arena, service->id, &busy);
    if (e != ERR_OK || busy) {
        return e == ERR_OK ? refuse(fault, "work_under_way") : e;
    }
    e = change_store_pending(db, arena, service->id, &pending);
    if (e == ERR_OK) {
        return refuse(fault, "change_pending");
    }
    e = e == ERR_NOT_FOUND ? change_store_given_back(db, arena, service->id,
                                                     when_add(now, -GIVEN_BACK_WITHIN), &given_back)
                           : e;
    return e == ERR_OK && given_back >= GIVEN_BACK_MOST ? refuse(fault, "too_many_changes") : e;
}

static bool allows(const struct plan *plan, str addon)
{
    for (size_t i = 0; i < plan->addon_count; i++) {
        if (str_eq(plan->addons[i], addon)) {
            return true;
        }
    }
    return false;
}

/* Add-ons stay; so the new plan must have them, and the end they share must not move. */
static err check_addons(struct db *db, struct arena *arena, const struct service *service,
                        const struct plan *to, enum tariff_mode mode, struct change_fault *fault)
{
    struct service *addons = NULL;
    size_t count = 0;
    err e = service_addons_of(db, arena, service->id, &addons, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct plan plan;
        e = plan_at_version(db, arena, addons[i].plan, addons[i].plan_version, &plan);
        if (e == ERR_OK && !allows(to, plan.code)) {
            return refuse(fault, "addon_not_allowed");
        }
    }
    bool moves = mode == MODE_RESTART || mode == MODE_CONVERT_TIME;
    bool fixed = count > 0 || service->parent.text.len > 0;
    return e == ERR_OK && fixed && moves ? refuse(fault, "addons_stay") : e;
}

/* What is used must fit: the last answer of the driver tells. */
static err check_usage(struct arena *arena, const struct service *service, const struct plan *to,
                       str options, struct change_fault *fault)
{
    struct json_node answer;
    if (json_read(arena, service->answer, &answer) != ERR_OK) {
        return ERR_OK;
    }
    const struct json_node *usage = json_member(&answer, STR("usage"));
    for (size_t i = 0; i < to->limit_count && fault->overuse_count < OVERUSE_MAX; i++) {
        int64_t used = 0;
        int64_t allowed = plan_limit_with(arena, to, &to->limits[i], options);
        if (usage != NULL && json_get_i64(usage, to->limits[i].name, &used) && used > allowed) {
            size_t n = fault->overuse_count++;
            fault->overuse[n].name = to->limits[i].name;
            fault->overuse[n].used = used;
            fault->overuse[n].allowed = allowed;
        }
    }
    return fault->overuse_count > 0 ? refuse(fault, "usage_over_limit") : ERR_OK;
}

/* Both plans. Other parameters of the same plan are kept in the edition that was bought. */
static err find_plans(struct db *db, struct arena *arena, const struct service *service,
                      const struct change_request *asked, struct change_count *out,
                      struct change_fault *fault)
{
    err e = plan_at_version(db, arena, service->plan, service->plan_version, &out->from);
    if (e != ERR_OK) {
        return e;
    }
    if (asked->plan.len == 0) {
        out->to = out->from;
        bool fits = asked->mode == MODE_PAY_DIFFERENCE || asked->mode == MODE_AT_PERIOD_END;
        return fits ? ERR_OK : refuse(fault, "mode_not_offered");
    }
    e = plan_current(db, arena, asked->plan, &out->to);
    if (e == ERR_NOT_FOUND) {
        return refuse(fault, "unknown_plan");
    }
    if (e == ERR_OK && !plan_is_sold(&out->to)) {
        return refuse(fault, "not_sold");
    }
    unsigned modes = e == ERR_OK ? plan_change_modes(&out->from, &out->to) : 0;
    if (e == ERR_OK && modes == 0) {
        return refuse(fault, "change_not_offered");
    }
    return e == ERR_OK && (modes & bit_of(asked->mode)) == 0 ? refuse(fault, "mode_not_offered")
                                                             : e;
}

static str basis_of(struct arena *arena, const struct service *service,
                    const struct change_count *count)
{
    const struct change_sums *s = &count->sums;
    return str_printf(arena, "%d.%lld.%lld.%lld.%lld.%d.%d.%lld", (int)count->on.number,
                      (long long)count->tariff.version, (long long)count->price.total,
                      (long long)s->credit, (long long)s->charge, (int)s->until.number,
                      (int)service->until.number, (long long)count->tariff.months);
}

static err count_sums(struct arena *arena, const struct service *service,
                      const struct change_request *asked, struct change_count *out,
                      struct change_fault *fault)
{
    bool sells_anew = asked->mode == MODE_RESTART || asked->mode == MODE_CONVERT_TIME;
    out->mode = asked->mode;
    out->promo = sells_anew && out->price.promo;
    struct change_basis basis = {
        .paid = out->paid,
        .prices = out->prices,
        .paid_count = out->paid_count,
        .until = service->until,
        .anchor = service->anchor,
        .on = out->on,
        .price = out->price.total,
        .months = out->sold_months,
        .promo = out->promo,
    };
    err e = change_count(arena, &basis, asked->mode, &out->sums);
    out->basis = basis_of(arena, service, out);
    return e == ERR_INVALID ? refuse(fault, "nothing_left") : e;
}

err change_look(struct db *db, struct arena *arena, const struct service *service,
                const struct change_request *asked, struct change_count *out,
                struct change_fault *out_fault)
{
    *out_fault = (struct change_fault){0};
    *out = (struct change_count){0};
    err e = check_service(db, arena, service, asked->now, out_fault);
    if (e == ERR_OK) {
        e = find_plans(db, arena, service, asked, out, out_fault);
    }
    if (e == ERR_OK) {
        e = change_price(db, arena, service, asked, out, out_fault);
    }
    if (e == ERR_OK) {
        e = check_addons(db, arena, service, &out->to, asked->mode, out_fault);
    }
    if (e == ERR_OK) {
        e = check_usage(arena, service, &out->to, out->tariff.options, out_fault);
    }
    bool same = e == ERR_OK && str_eq(out->from.id.text, out->to.id.text) &&
                str_eq(out->tariff.options, service->options) &&
                out->tariff.months == service->months && out->tariff.quantity == service->quantity;
    if (same) {
        return refuse(out_fault, "nothing_changes");
    }
    return e == ERR_OK ? count_sums(arena, service, asked, out, out_fault) : e;
}
