/* SPDX-License-Identifier: Apache-2.0 */
/* What staff does to a service: never without a reason, and written down. */
#include "features/services/lifecycle.h"
#include "features/services/service_act.h"
#include "web/staff_audit.h"

#define REASON_MAX 500
#define FURTHEST_DAYS 3660

static const struct field_rule fields[] = {
    [STAFF_ACT_WHAT] = {"what", FIELD_LINE, 1, 20},
    [STAFF_ACT_DATE] = {"date", FIELD_LINE, 0, 10},
    [STAFF_ACT_REASON] = {"reason", FIELD_LINE, 3, REASON_MAX},
};
const struct form_rule staff_act_form = FORM(fields);

struct acting {
    struct request *req;
    struct service *service;
    day until;
};

static err suspend_for(struct db *tx, struct acting *a, const char *why, const struct initiator *by)
{
    return suspend_family(tx, a->req->arena, a->service, why, by);
}

static err suspend(struct db *tx, struct acting *a, const struct initiator *by)
{
    return suspend_for(tx, a, "staff", by);
}

static err suspend_for_abuse(struct db *tx, struct acting *a, const struct initiator *by)
{
    return suspend_for(tx, a, "abuse", by);
}

static err resume(struct db *tx, struct acting *a, const struct initiator *by)
{
    return resume_family(tx, a->req->arena, a->service, by);
}

static err terminate(struct db *tx, struct acting *a, const struct initiator *by)
{
    return terminate_family(tx, a->req->arena, a->service, by);
}

/* Days without money, and why. */
static err give_days(struct db *tx, const struct acting *a, const struct service *service)
{
    struct stretch gift = {
        .days = {service->until, a->until},
        .sale = {.months = service->months,
                 .anchor = period_anchor(a->until),
                 .plan = service->plan,
                 .version = service->plan_version,
                 .quantity = service->quantity,
                 .options = service->options},
        .gift = form_text(a->req, STAFF_ACT_REASON),
    };
    sale_settle(&gift.sale, gift.days);
    return period_store_insert(tx, service->id, &gift);
}

/* The days behind the end go; their money stays in the last one that remains: giving any back takes
 * a credit note. */
static err shorten(struct db *tx, const struct acting *a, const struct service *service)
{
    struct arena *arena = a->req->arena;
    struct stretch *paid = NULL;
    struct purse over = {0};
    size_t count = 0;
    day last = {a->until.number - 1};
    err e = period_store_all(tx, arena, service, last, &paid, &count);
    for (size_t i = count; i > 0 && e == ERR_OK; i--) {
        struct stretch *one = &paid[i - 1];
        day began = one->days.from;
        one->days.until = began.number < a->until.number ? a->until : began;
        bool stays = days_between(began, one->days.until) > 0;
        (void)purse_move(arena, stays ? &over : &one->money, INT64_MAX,
                         stays ? &one->money : &over);
        e = period_store_replace(tx, service->id, began, one);
    }
    return e;
}

static err move_one(struct db *tx, struct acting *a, struct service *service,
                    const struct initiator *by)
{
    struct arena *arena = a->req->arena;
    err e = a->until.number > service->until.number ? give_days(tx, a, service)
                                                    : shorten(tx, a, service);
    if (e == ERR_OK) {
        e = service_store_days(tx, service, period_anchor(a->until),
                               (struct days){service->from, a->until});
    }
    if (e == ERR_OK) {
        e = announce(tx, arena, SERVICE_PAID_TIME, service->id.text, by->now);
    }
    return e == ERR_OK ? service_event_note(tx, arena, service->id, "end_moved", STR("{}"),
                                            by->actor, by->now)
                       : e;
}

/* Add-ons end with what they hang on. */
static err move_until(struct db *tx, struct acting *a, const struct initiator *by)
{
    struct service *family = NULL;
    size_t count = 0;
    bool busy = false;
    err e = service_work_is_on(tx, a->req->arena, a->service->id, &busy);
    if (e != ERR_OK || busy) {
        return e == ERR_OK ? ERR_CONFLICT : e;
    }
    e = a->service->parent.text.len > 0 || a->service->state == SERVICE_TERMINATING ||
                a->service->state == SERVICE_TERMINATED
            ? ERR_CONFLICT
            : renewal_void(tx, a->req->arena, a->service, by);
    if (e == ERR_OK) {
        e = family_of(tx, a->req->arena, a->service, &family, &count);
    }
    day end = a->service->until;
    bool in_debt = str_eq(a->service->suspended_for, STR("debt"));
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        bool shares = i == 0 || (family[i].until.number == end.number && !family[i].cancel_at_end);
        if (shares) {
            e = move_one(tx, a, i == 0 ? a->service : &family[i], by);
        }
    }
    /* Days that were given are days served: the date was checked to be one to come. */
    return e == ERR_OK && in_debt ? resume_family(tx, a->req->arena, a->service, by) : e;
}

/* Bringing back what nobody paid for would give days without an end: those are given by moving the
 * end. */
static bool gives_days(const struct service *service, when now)
{
    return str_eq(service->suspended_for, STR("debt")) &&
           service->until.number <= day_at(zone_utc(), now).number;
}

static const struct {
    const char *what;
    err (*does)(struct db *tx, struct acting *a, const struct initiator *by);
} acts[] = {
    {"suspend", suspend},     {"abuse", suspend_for_abuse}, {"resume", resume},
    {"terminate", terminate}, {"until", move_until},
};

static err write_down(struct db *tx, const struct acting *a, str before)
{
    str what = form_text(a->req, STAFF_ACT_WHAT);
    struct staff_audit_entry entry = staff_audit_of(a->req, "service.act");
    entry.subject = STR("service");
    entry.ref = a->service->id.text;
    entry.account = a->service->account;
    entry.reason = form_text(a->req, STAFF_ACT_REASON);
    entry.before = before;
    entry.after = str_printf(a->req->arena, "%.*s %.*s", STR_ARG(what),
                             STR_ARG(form_text(a->req, STAFF_ACT_DATE)));
    return staff_audit_put(tx, a->req->arena, &entry);
}

static err act_in(struct db *tx, void *arg)
{
    struct acting *a = arg;
    str what = form_text(a->req, STAFF_ACT_WHAT);
    struct initiator by = {a->req->staff.member.text, a->req->now};
    err e = service_store_find(tx, a->req->arena, a->service->id, a->service);
    str before = e == ERR_OK ? service_state_word(a->service->state) : STR("");
    for (size_t i = 0; i < ARRAY_LEN(acts) && e == ERR_OK; i++) {
        if (str_eq(what, str_from_z(acts[i].what))) {
            e = acts[i].does(tx, a, &by);
        }
    }
    if (e == ERR_OK) {
        e = write_down(tx, a, before);
    }
    return e == ERR_OK ? tick_put_now(tx, a->req->arena, a->service->id, by.now) : e;
}

/* "2026-04-01", after today and within ten years. */
static bool date_parse(str text, when now, day *out)
{
    int64_t year = 0, month = 0, of_month = 0;
    str rest, last;
    str first = str_cut(text, '-', &rest);
    str second = str_cut(rest, '-', &last);
    day today = day_at(zone_utc(), now);
    return text.len == 10 && str_to_i64(first, &year) && str_to_i64(second, &month) &&
           str_to_i64(last, &of_month) && year >= 1970 && year <= 9999 && month > 0 && month < 13 &&
           of_month > 0 && of_month < 32 && day_of((int)year, (int)month, (int)of_month, out) &&
           out->number > today.number && out->number < today.number + FURTHEST_DAYS;
}

err service_act_staff(struct request *req, struct service *service)
{
    str what = form_text(req, STAFF_ACT_WHAT);
    struct acting a = {.req = req, .service = service};
    bool known = false;
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        known = known || str_eq(what, str_from_z(acts[i].what));
    }
    if (!known) {
        form_fail(req, STAFF_ACT_WHAT, "bad_choice");
    } else if (str_eq(what, STR("resume")) && gives_days(service, req->now)) {
        form_fail(req, STAFF_ACT_WHAT, "days_unpaid");
    } else if (str_eq(what, STR("until")) &&
               !date_parse(form_text(req, STAFF_ACT_DATE), req->now, &a.until)) {
        form_fail(req, STAFF_ACT_DATE, "bad_date");
    }
    return form_failed(req) ? ERR_OK : db_transaction(req->db, act_in, &a);
}
