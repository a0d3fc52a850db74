/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the services room: what a customer has, from the paid line of an order to its end.
 * The room renews, reminds, suspends, brings back and ends services by the timeline of their plan;
 * the work itself is done by operations of the provisioning room. Changing the tariff is the room
 * above (tariffs).
 *
 * States: preparing → active → suspended → active …; terminating → terminated from any of them.
 * Days are those of the customer's calendar, periods half-open: [from, until). */
#pragma once

#include <stdbool.h>

#include "base/day.h"
#include "base/err.h"
#include "base/id.h"
#include "base/money.h"
#include "base/when.h"
#include "db/db.h"
#include "features/catalogue/catalogue.h"
#include "features/services/paid_time.h"
#include "i18n/tr.h"
#include "i18n/zone.h"
#include "web/announce.h"
#include "web/foreign_id.h"
#include "web/job.h"
#include "web/route.h"
#include "web/staff.h"

enum service_state {
    SERVICE_PREPARING,
    SERVICE_ACTIVE,
    SERVICE_SUSPENDED, /* suspended_for is empty while it is coming back */
    SERVICE_TERMINATING,
    SERVICE_TERMINATED,
};

struct service {
    service_id id;
    int64_t number;
    account_id account;
    service_id parent; /* no text unless it is an add-on */
    enum service_state state;
    str suspended_for; /* "debt", "staff", "abuse", "own" or empty */
    plan_id plan;
    int64_t plan_version;
    str name_uk, name_en;
    str label; /* the customer's own name for it; may be empty */
    str currency;
    int64_t months, quantity;
    str options;                /* frozen JSON of the catalogue */
    enum promo_kind promo_kind; /* as far as the code holds for renewals */
    int64_t promo_value, promo_left;
    str promo_plans; /* codes of the plans it counts for; empty: all */
    payer_id payer;  /* no text: the default one */
    int anchor;
    day from, until; /* the present period, and the first day that is not paid for */
    bool auto_renew;
    bool cancel_at_end;
    str answer; /* JSON of the newest operation that answered; may be empty */
    when created_at, activated_at, ended_at;
};

/* The stable word of a state ("active"). */
str service_state_word(enum service_state state);
/* What the customer calls it: the label, else the plan's name. */
str service_name(const struct service *service, enum lang lang);

struct service_draft {
    account_id account;
    str origin;        /* the line it is made for; the same again gives the first service */
    service_id parent; /* of an add-on, else no text */
    plan_id plan;
    int64_t plan_version;
    str name_uk, name_en;
    str currency;
    int64_t months, quantity;
    str options;                /* frozen JSON, "{}" without */
    enum promo_kind promo_kind; /* as the line of the quote says */
    int64_t promo_value;
    int64_t promo_left; /* further periods the code counts for; -1 always */
    str promo_plans;    /* codes of the plans it counts for; empty: all */
    day until;          /* of an add-on bought later: the end that was paid to; 0: its parent's */
    payer_id payer;
    str label;
    invoice_id invoice; /* the paid one; no text when nothing was asked for */
    int64_t paid;       /* of it, for the first period: minor units, tax in, setup not */
    int64_t tax_bp;     /* the tax that is in it */
    int64_t setup;      /* of it, for the setup; comes back when nothing was ever brought up */
    str actor;          /* an account, a member of staff, "system" */
};

/* Makes the service and starts its operation, inside the transaction that learns of the payment.
 * The first period begins today and is moved when bringing it up takes longer; an add-on ends with
 * its parent. */
MUST_CHECK err service_create(struct db *tx, struct arena *arena, const struct service_draft *draft,
                              when now, service_id *out);

/* ERR_NOT_FOUND when there is none; of_account also when it is somebody else's. */
MUST_CHECK err service_by_id(struct db *db, struct arena *arena, service_id id,
                             struct service *out);
MUST_CHECK err service_of_account(struct db *db, struct arena *arena, account_id account, str id,
                                  struct service *out);
/* By the line it was made for. */
MUST_CHECK err service_of_origin(struct db *db, struct arena *arena, str origin,
                                 struct service *out);

/* Newest first, at most limit, of those before the moment and id given (WHEN_NONE: from the
 * newest). */
MUST_CHECK err services_of_account(struct db *db, struct arena *arena, account_id account,
                                   when before, str before_id, int64_t limit, struct service **out,
                                   size_t *out_count);
/* Those that are not over, what needs attention first: suspended, then by the day they end. */
MUST_CHECK err services_by_urgency(struct db *db, struct arena *arena, account_id account,
                                   int64_t limit, struct service **out, size_t *out_count);

/* What a service is, as far as money is concerned. */
struct service_tariff {
    plan_id plan;
    int64_t version;
    str name_uk, name_en;
    int64_t months, quantity;
    str options;
};
struct service_tariff service_tariff_of(const struct service *service);

/* Another tariff that begins with a period to come. */
struct service_next {
    day from;
    struct service_tariff tariff;
};

/* For the room above, which changes tariffs. */

/* The stretches of days paid for that are not over on the day, in order. */
MUST_CHECK err service_paid(struct db *db, struct arena *arena, const struct service *service,
                            day from, struct stretch **out, size_t *out_count);

/* What a whole period of a tariff costs this customer, tax in, with what is left of their promo
 * code. ERR_INVALID when the catalogue has no such price. */
struct service_price {
    struct words text; /* for documents */
    str options;       /* complete, as JSON */
    int64_t unit, discount, net, tax_bp, tax, total;
    bool promo; /* the code counted, and buying it uses one of its periods */
};
MUST_CHECK err service_price_of(struct db *db, struct arena *arena, const struct service *service,
                                const struct service_tariff *tariff, struct service_price *out);

/* Add-ons of a service that are not over, oldest first. */
MUST_CHECK err service_addons_of(struct db *db, struct arena *arena, service_id parent,
                                 struct service **out, size_t *out_count);
/* Gives back what was paid for a change that cannot be made, by a credit note of its invoice, to
 * the balance. */
MUST_CHECK err service_give_back(struct db *tx, struct arena *arena, const struct service *service,
                                 str reason, str actor, when now);

/* Days of a new tariff: a part of its sale, and what they cost. The sale's plan, edition, quantity,
 * options and tax are those of the change. */
struct sold_days {
    struct days days;
    struct sale sale;
    int64_t charge;
};

/* A change that is paid for, or needs no payment. */
struct service_switch {
    struct service_tariff to;
    day on, until; /* the new tariff's days */
    int anchor;
    int64_t tax_bp;
    bool promo;     /* uses a period of the promo code */
    int64_t credit; /* what is left in the stretches that are cut */
    const struct sold_days *sold;
    size_t sold_count;
    bool late;          /* begun on a later day than it was counted on, which a letter tells */
    bool in_place;      /* one for each stretch that is cut: its money stays in its days */
    invoice_id pay_now; /* empty, or the invoice of the new days: the returned ones had another tax,
                         * so that their money goes back first and pays for it from the balance */
    str reason;         /* of the credit notes, as the customer reads it */
    str actor;
    when now;
};
/* The driver is asked for the new tariff; money paid by the invoice (empty: none) waits apart, and
 * an open renewal is taken back. What comes of it is announced with the reference, in the
 * transaction that learns of it. */
MUST_CHECK err service_switch_begin(struct db *tx, struct arena *arena, struct service *service,
                                    const struct service_tariff *to, invoice_id invoice, str ref,
                                    when now);
/* It was done: service_switch_now is to follow. It was given up, and the money went back. */
#define SERVICE_SWITCH_DONE "service.switch_done"
#define SERVICE_SWITCH_GIVEN_UP "service.switch_given_up"
/* Announced with the service's id: the tariff that was to begin at the end of a period never will.
 */
#define SERVICE_NEXT_GIVEN_UP "service.next_given_up"
/* Whether an operation is at work that days or plan of the service depend on: nothing that counts
 * with them may begin. */
MUST_CHECK err service_work_is_on(struct db *db, struct arena *arena, service_id id, bool *out);
/* Cuts what is paid for on the day of the change and sells the new days for that money and what was
 * paid for the change; what is more goes to the balance, by credit notes of the invoices it came
 * from. The driver has done it already (service_switch_begin). */
MUST_CHECK err service_switch_now(struct db *tx, struct arena *arena, struct service *service,
                                  const struct service_switch *change);
/* The tariff that begins at the end of what is paid for; an open renewal is taken back, so that the
 * next one asks by the new price. NULL withdraws it. */
MUST_CHECK err service_switch_later(struct db *tx, struct arena *arena, struct service *service,
                                    const struct service_tariff *to, str actor, when now);
/* ERR_NOT_FOUND when nothing is to begin. */
MUST_CHECK err service_next_of(struct db *db, struct arena *arena, service_id id,
                               struct service_next *out);
/* An invoice of the room above asks for money for the service: from now on it is among what may be
 * credited once it is paid. */
MUST_CHECK err service_invoice_note(struct db *tx, service_id id, invoice_id invoice,
                                    struct days days, int64_t total, when now);
/* Announced, with the service's id, when its days or the money in them became others by anything
 * but a change: renewed, moved by staff, credited. What was counted from them does not hold any
 * more. */
#define SERVICE_PAID_TIME "service.paid_time"
/* Writes to the owner that a change which waited for its payment was taken back because of that. */
MUST_CHECK err service_tell_change_void(struct db *tx, struct arena *arena, service_id id,
                                        when now);
/* One line of the service's history; detail is a JSON object. */
MUST_CHECK err service_event_note(struct db *tx, struct arena *arena, service_id id,
                                  const char *what, str detail, str actor, when now);
/* The customer's zone. */
MUST_CHECK err service_zone(struct db *db, struct arena *arena, account_id account,
                            const struct zone **out);

/* What comes, and when: the money calendar. */
enum calendar_what {
    CALENDAR_INVOICE, /* the renewal is asked for */
    CALENDAR_REMIND,  /* a letter */
    CALENDAR_CHARGE,  /* paid from the balance */
    CALENDAR_SHORT,   /* the balance would not do */
    CALENDAR_RENEW,   /* a new period begins */
    CALENDAR_SUSPEND,
    CALENDAR_WARN,      /* the last letter */
    CALENDAR_TERMINATE, /* with its data */
    CALENDAR_CHANGE,    /* another tariff begins */
};

struct calendar_event {
    when at;
    day day;
    enum calendar_what what;
    service_id service;
    str name;
    money amount; /* zero when no money moves */
};

struct calendar_ask {
    account_id account;
    str service;    /* id of a single one, or empty: all of the account */
    int64_t top_up; /* minor units of each currency that come in now */
    int32_t days;   /* how far to look */
    const struct zone *zone;
    enum lang lang;
    when now;
};

struct calendar_reach {
    char currency[4];
    int64_t balance; /* spendable, with the top-up */
    bool enough;     /* for everything within the days asked for */
    day until;       /* else the first day a renewal cannot be paid */
    int64_t missing; /* what it would lack that day */
};

struct calendar {
    struct calendar_event *events; /* by time */
    size_t count;
    struct calendar_reach *reaches; /* one for each currency */
    size_t reach_count;
};
MUST_CHECK err services_calendar(struct db *db, struct arena *arena, const struct calendar_ask *ask,
                                 struct calendar *out);

extern const struct route services_routes[];
extern const struct route services_api_routes[];
extern const struct route services_staff_routes[];
extern const struct staff_screen services_screens[];
extern const struct job_kind services_jobs[];
extern const struct listener services_listeners[];
/* Apart, because it listens to the payments room. */
extern const struct listener services_money_listeners[];
extern foreign_id_fn services_id_is_foreign; /* a service */
