/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the catalogue: what may be bought, what it costs, and what is left of it. It tells
 * prices and keeps stock and promo codes; it sells nothing and knows neither orders nor services.
 *
 * A plan has versions. A published version never changes: whoever bought by it keeps it, for
 * renewals as well. All sums are computed here and nowhere else (quote.c), in minor units. */
#pragma once

#include <stdbool.h>

#include "base/day.h"
#include "base/err.h"
#include "base/id.h"
#include "base/money.h"
#include "base/when.h"
#include "db/db.h"
#include "i18n/tr.h"
#include "web/route.h"
#include "web/staff.h"

/* A name in both languages. */
struct words {
    str uk, en;
};
str words_in(const struct words *words, enum lang lang);

struct plan_price {
    char currency[4];
    int64_t months;
    int64_t price; /* minor units for the whole period */
    int64_t setup; /* once */
};

/* Per month: of one unit of a number, or of a choice. */
struct option_price {
    char currency[4];
    int64_t price;
};

struct option_choice {
    str code;
    struct words name;
    struct option_price *prices;
    size_t price_count;
};

enum option_kind {
    OPTION_SLIDER, /* a number between min and max */
    OPTION_NUMBER, /* the same, typed */
    OPTION_LIST,   /* one of the choices */
};

struct plan_option {
    str code;
    enum option_kind kind;
    struct words name, unit;
    int64_t min, max, step;
    int64_t included; /* so many units cost nothing */
    int64_t preset;   /* what is taken when nothing is chosen; of a list: its first choice */
    struct option_price *prices;
    size_t price_count;
    struct option_choice *choices;
    size_t choice_count;
};

/* Ways to change from one plan to another, as bits. */
#define CHANGE_PAY_DIFFERENCE 1U
#define CHANGE_RESTART 2U
#define CHANGE_CONVERT_TIME 4U
#define CHANGE_AT_PERIOD_END 8U
/* "pay_difference" and so on; 0 for any other word. */
unsigned change_mode_of(str word);
/* The word of one bit. */
str change_mode_word(unsigned mode);

struct plan_change {
    str plan; /* code of the other */
    unsigned modes;
};

#define TIMELINE_DAYS_MAX 6

/* What happens when, in days before or after the end of the paid period. */
struct plan_timeline {
    int64_t invoice_before;
    int64_t reminders[TIMELINE_DAYS_MAX]; /* before, falling */
    size_t reminder_count;
    int64_t balance_before;             /* the balance is tried so many days before the end */
    int64_t retries[TIMELINE_DAYS_MAX]; /* after, rising */
    size_t retry_count;
    int64_t suspend_after, warn_after, terminate_after;
};

/* What a plan limits, by the name the driver's answer reports its use under. */
struct plan_limit {
    str name;
    int64_t amount;
    str option; /* code of the option whose chosen amount is the limit; "" = amount alone */
};

struct plan {
    plan_id id;
    str code;
    plan_group_id group;
    bool is_addon;
    str state; /* "hidden", "open", "closed" */
    int64_t version;
    bool is_draft;                    /* this version was not published */
    int64_t stock_left, per_customer; /* -1 = no limit */
    int64_t position;

    struct words name, about;
    struct words *facts; /* lines of what is in it: "2 GB memory" */
    size_t fact_count;
    struct plan_price *prices;
    size_t price_count;
    struct plan_option *options;
    size_t option_count;
    str *addons; /* codes of plans that may be added */
    size_t addon_count;
    struct plan_change *changes;
    size_t change_count;
    struct plan_limit *limits;
    size_t limit_count;
    struct plan_timeline timeline;
    str tax;    /* code of the tax rule; "" = none */
    str driver; /* "manual", "webhook", "exec" */
    str config; /* the driver's JSON object */
};

/* The plan as it is sold now, by id or code, hidden ones too. ERR_NOT_FOUND without a published
 * version. */
MUST_CHECK err plan_current(struct db *db, struct arena *arena, str id_or_code, struct plan *out);
/* As it was in a version; ERR_NOT_FOUND when there is none. */
MUST_CHECK err plan_at_version(struct db *db, struct arena *arena, plan_id id, int64_t version,
                               struct plan *out);

/* Every plan customers may see, in the storefront's order, also closed ones. */
MUST_CHECK err plans_shown(struct db *db, struct arena *arena, struct plan **out,
                           size_t *out_count);

/* NULL when the plan is not sold so. */
const struct plan_price *plan_price_of(const struct plan *plan, str currency, int64_t months);
const struct plan_option *plan_option_of(const struct plan *plan, str code);
/* Open, and not sold out. */
bool plan_is_sold(const struct plan *plan);
/* The modes in which one may go from a plan to another (id or code); 0 = not at all. */
unsigned plan_change_modes(const struct plan *from, const struct plan *to);
/* How much the plan with these chosen options (JSON) allows of what limit names. */
int64_t plan_limit_with(struct arena *arena, const struct plan *plan,
                        const struct plan_limit *limit, str options);
/* The options of a bought plan that mean the same in another, as its JSON; the rest is left to its
 * presets. For changes of the plan. */
str plan_options_carried(struct arena *arena, const struct plan *to, str options);

/* --- Prices --- */

#define QUOTE_ITEMS_MAX 50
#define QUOTE_QUANTITY_MAX 1000

struct quote_option {
    str code;
    str value; /* a whole number, or the code of a choice */
};

struct quote_item {
    str plan; /* id or code */
    int64_t months, quantity;
    const struct quote_option *options; /* what is not named takes its preset */
    size_t option_count;
    /* Of an add-on, one of the two: */
    size_t parent;   /* the item it is bought with, counted from 1; same months; 0 = none */
    str parent_plan; /* plan (id or code) of the service it is added to; with that the days: */
    int64_t days_left, period_days; /* pays days_left / period_days of the period; 0 = all of it */
    int64_t more_periods;           /* and so many whole ones */
    day until;                      /* the end it pays to; 0 = its own */
    int64_t
        preview; /* staff looks at this version, published or not; plan is its id; 0 = as sold */
};

struct quote_ask {
    account_id account; /* no text: not signed in */
    str currency;
    str country; /* of the payer; "" = the rule for every other */
    const struct quote_item *items;
    size_t count;
    str promo;       /* as typed; "" = none */
    bool tax_exempt; /* by the payer; exempt accounts are known here */
    when now;
    str network; /* who asks, for the budget of wrong promo codes; no text: nobody from outside */
};

enum promo_kind { PROMO_NONE, PROMO_PERCENT, PROMO_FIXED, PROMO_FREE_SETUP };

struct quote_chosen {
    str code;
    struct words name;
    struct words value;      /* "20 GB", or the name of the choice */
    int64_t price_per_month; /* of one piece, above what is included */
};

/* One line with every number. recurring = recurring_unit × quantity (co-termed: its share of days),
 * setup likewise, amount = recurring + setup − discount; total = net + tax. */
struct quote_line {
    plan_id plan;
    int64_t version;
    str code;
    bool is_addon;
    size_t parent;     /* as in the ask */
    struct words name; /* of the plan */
    struct words text; /* with its chosen options: for documents */
    int64_t months, quantity;
    str options; /* JSON object of every option: {"disk":20,"os":"debian-12"} */
    struct quote_chosen *chosen;
    size_t chosen_count;
    int64_t recurring_unit, setup_unit;
    int64_t recurring, setup, discount, amount, net, tax, total;
    int64_t tax_bp; /* 0 when exempt */
    bool tax_inclusive;
    /* For renewals: what of the promo code holds for this line. */
    enum promo_kind promo_kind;
    int64_t promo_value; /* basis points, or minor units this line got of a fixed sum */
    int64_t promo_left;  /* periods after this one; -1 = for life */
    str promo_plans;     /* codes of the plans it counts for; empty = all */
    day until;           /* as in the ask */
};

struct quote {
    char currency[4];
    struct quote_line *lines;
    size_t count;
    promo_id promo; /* no text: none */
    str promo_code;
    int64_t recurring, setup, discount, net, tax, total; /* sums of the lines */
};

/* What a page sent for a plan: an option "disk" = "40" is one of the plan itself, "addon.backup" =
 * "1" adds that add-on, "addon.backup.space" = "100" is an option of it. The first item is the
 * plan, the others hang on it (parent 1). */
void catalogue_items_of_form(struct arena *arena, const struct quote_item *plan,
                             struct quote_item **out, size_t *out_count);

/* Items as the API takes them: [{"plan","months","quantity"?,"options"?:{},"parent"?}]; options of
 * whole numbers may be numbers or text. False when the list is not so. */
struct json_node;
bool catalogue_items_of_json(struct arena *arena, const struct json_node *list,
                             struct quote_item **out, size_t *out_count);

/* Why there is no quote. The codes stand in web/field_error.c. */
struct quote_fault {
    const char *code;
    size_t item; /* from 1; 0 = the whole */
    str option;  /* code of the option, or empty */
};

/* Prices what is asked for. ERR_INVALID with the fault filled: unknown_plan, not_sold, bad_months,
 * bad_quantity, unknown_option, bad_option, no_price, sold_out, customer_limit, addon_alone,
 * addon_not_allowed, promo_unknown, promo_expired, promo_used_up, promo_elsewhere, promo_limited
 * (its network guessed too many), too_much, nothing_asked, too_many_items. A fixed promo sum is of
 * the whole order: the lines it holds for take it up one after the other. */
MUST_CHECK err catalogue_quote(struct db *db, struct arena *arena, const struct quote_ask *ask,
                               struct quote *out, struct quote_fault *out_fault);

/* Takes stock and the use of the promo code for an order, in its transaction: all or nothing.
 * ERR_CONFLICT with the fault filled (sold_out, customer_limit, promo_used_up) when something ran
 * out meanwhile: roll the transaction back. The same ref again changes nothing. */
MUST_CHECK err catalogue_reserve(struct db *tx, struct arena *arena, const struct quote *quote,
                                 str ref, account_id account, when now,
                                 struct quote_fault *out_fault);
/* Gives back whatever ref holds; harmless when it holds nothing. */
MUST_CHECK err catalogue_release(struct db *tx, struct arena *arena, str ref, when now);
/* Gives back pieces of one plan: a service of the order ended, or a line was split off. */
MUST_CHECK err catalogue_release_some(struct db *tx, struct arena *arena, str ref, plan_id plan,
                                      int64_t quantity, when now);
/* Hands what one ref holds of a plan over to another: lines of orders are moved. */
MUST_CHECK err catalogue_move(struct db *tx, struct arena *arena, str from_ref, str to_ref,
                              plan_id plan, int64_t quantity, when now);

/* A further period of something bought, or the price after a change. */
struct recurring_ask {
    plan_id plan;
    int64_t version;
    str currency;
    str country;
    int64_t months, quantity;
    str options;                /* JSON as a line keeps it; "" or "{}" = presets */
    account_id account;         /* for his exemption from tax */
    bool tax_exempt;            /* by the payer */
    enum promo_kind promo_kind; /* with promo_left <> 0; PROMO_NONE else */
    int64_t promo_value, promo_left;
    str promo_plans; /* codes of the plans it counts for; empty = all */
};

/* The line of that period, without setup fee. ERR_NOT_FOUND: no such version. ERR_INVALID: not
 * sold for these months in this currency, or the options do not fit. */
MUST_CHECK err catalogue_recurring(struct db *db, struct arena *arena,
                                   const struct recurring_ask *ask, struct quote_line *out);

/* Splits an amount by a rate: inclusive prices contain the tax. Half up. */
void tax_split(int64_t amount, int64_t rate_bp, bool inclusive, bool exempt,
               struct quote_line *out);

/* The currencies something is sold in, in the order the plans name them. */
MUST_CHECK err catalogue_currencies(struct db *db, struct arena *arena, str **out,
                                    size_t *out_count);

/* The sample catalogue of the demonstration and of `kabinet seed`, unless there is a catalogue. */
MUST_CHECK err catalogue_demo_fill(struct db *tx, struct arena *arena, when now);

extern const struct route catalogue_routes[];
extern const struct route catalogue_api_routes[];
/* Of the console: plans, groups, one plan, its editor, promo codes, taxes. */
extern const struct route catalogue_staff_routes[];
extern const struct route catalogue_group_routes[];
extern const struct route catalogue_plan_routes[];
extern const struct route catalogue_draft_routes[];
extern const struct route catalogue_promo_routes[];
extern const struct route catalogue_tax_routes[];
extern const struct route catalogue_staff_api_routes[];
extern const struct staff_screen catalogue_screens[];
