/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of staff show, and how their acts are written down. */
#pragma once

#include "features/catalogue/catalogue_view.h"
#include "features/catalogue/edit.h"
#include "web/request.h"

struct staff_plans_view {
    struct plan *plans;
    size_t count;
    struct plan_group *groups;
    size_t group_count;
    struct field *plan_fields;  /* of a new plan */
    struct field *group_fields; /* of a new group */
    str whole;
};

struct staff_plan_view {
    const struct plan *plan;
    struct plan_version_line *versions;
    size_t version_count;
    bool has_draft, may_drop;
    struct field *fields; /* group, state, place, limits */
    str whole;
};

struct staff_draft_view {
    const struct plan *plan;
    struct field *fields;
    str whole;
    str seen; /* the newest version now: another one saved meanwhile is not overwritten unseen */
};

struct staff_group_view {
    const struct plan_group *group;
    struct field *fields;
    str whole;
};

struct staff_promos_view {
    struct promo *promos;
    size_t count;
    struct field *fields; /* of a new one */
    str whole;
};

struct staff_promo_view {
    const struct promo *promo;
    struct field *fields;
    str whole;
};

struct staff_taxes_view {
    struct tax_rule *rules;
    size_t count;
    struct tax_exemption *exemptions;
    size_t exemption_count;
    struct field *fields, *exempt_fields;
    str whole;
};

/* Indexes of fields the pages name. */
enum { NEW_CODE, NEW_GROUP, NEW_KIND, NEW_NAME_UK, NEW_NAME_EN, NEW_FIELDS };
enum {
    GROUP_CODE,
    GROUP_NAME_UK,
    GROUP_NAME_EN,
    GROUP_ABOUT_UK,
    GROUP_ABOUT_EN,
    GROUP_POSITION,
    GROUP_FIELDS
};
enum {
    PLACE_GROUP,
    PLACE_STATE,
    PLACE_POSITION,
    PLACE_STOCK,
    PLACE_CUSTOMER,
    PLACE_SEEN,
    PLACE_FIELDS
};
enum {
    DRAFT_NAME_UK,
    DRAFT_NAME_EN,
    DRAFT_ABOUT_UK,
    DRAFT_ABOUT_EN,
    DRAFT_FACTS,
    DRAFT_PRICES,
    DRAFT_OPTIONS,
    DRAFT_ADDONS,
    DRAFT_CHANGES,
    DRAFT_LIMITS,
    DRAFT_TAX,
    DRAFT_DRIVER,
    DRAFT_CONFIG,
    DRAFT_INVOICE,
    DRAFT_REMINDERS,
    DRAFT_BALANCE,
    DRAFT_RETRIES,
    DRAFT_SUSPEND,
    DRAFT_WARN,
    DRAFT_TERMINATE,
    DRAFT_SEEN,
    DRAFT_FIELDS
};
enum {
    PROMO_CODE,
    PROMO_KIND,
    PROMO_VALUE,
    PROMO_CURRENCY,
    PROMO_PLANS,
    PROMO_PERIODS,
    PROMO_TOTAL,
    PROMO_CUSTOMER,
    PROMO_STARTS,
    PROMO_ENDS,
    PROMO_ENABLED,
    PROMO_FIELDS
};
enum { TAX_CODE, TAX_COUNTRY, TAX_NAME_UK, TAX_NAME_EN, TAX_RATE, TAX_INCLUSIVE, TAX_FIELDS };
enum { EXEMPT_NUMBER, EXEMPT_REASON, EXEMPT_FIELDS };

/* One act of staff: what it does and what the audit trail says of it, in one transaction. */
struct staff_work {
    struct request *req;
    err (*run)(struct db *tx, struct staff_work *work);
    void *what;
    const char *action;
    str subject, ref, reason, before, after;
    account_id account;
};
err staff_work_do(struct staff_work *work);

/* Publishes the draft. ERR_CONFLICT when there is none. */
err staff_publish(struct request *req, plan_id plan);
/* May the plan be put into that state? One that was never published stays hidden. */
bool plan_state_may(const struct plan *plan, str state);
/* State and limits, for the audit trail. */
str plan_place_text(struct arena *arena, const struct plan *plan);

/* "", or the number: limits without a limit are left empty. */
str limit_text(struct arena *arena, int64_t limit);
/* The other way; false when it is no such number. */
bool limit_of_text(str typed, int64_t *out);

/* Dressing of fields that several forms have. */
extern const struct form_rule staff_group_form;
void staff_label_names(struct request *req, struct field *uk, struct field *en);
void staff_dress_group(struct request *req, struct field *fields);
/* The list of plans, with what was wrong with a form sent from there. */
err staff_show_plans(struct request *req);

/* Groups to choose from, by code; and one of them. ERR_NOT_FOUND */
struct option *staff_group_options(struct request *req, const struct plan_group *groups,
                                   size_t count);
err staff_group_by_code(struct request *req, str code, struct plan_group *out);

/* Words for pages. */
str plan_state_words(enum lang lang, str state);
str promo_words(struct page *p, const struct promo *promo);
str percent_text(struct arena *arena, int64_t bp);

extern const struct form_rule draft_form;
