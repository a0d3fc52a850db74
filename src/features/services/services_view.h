/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages and letters of the room show. Sentences are ready. */
#pragma once

#include "features/invoices/invoices.h"
#include "features/provisioning/provisioning.h"
#include "features/services/services.h"
#include "web/components.h"

/* A letter. Empty texts are left out. */
struct service_letter {
    str subject, name;
    str body, note;
    str service, amount, until;
    struct url where;
    str button;
};

struct service_row {
    const struct service *service;
    struct url url;
    str name, plan, state;
    enum tone tone;
    str paid_through; /* the last day, or a dash */
    str next;         /* what comes, in words; may be empty */
    str owner;        /* for staff */
};

struct services_view {
    bool is_staff;
    struct service_row *rows;
    size_t count;
    bool is_filtered;
    struct pager pages;
};

struct named_value {
    str name, value;
};

struct dated_line {
    str day, text, amount;
    enum tone tone;
};

struct service_operation {
    str what, state, step;
    int64_t progress;
    bool is_open, waits_for_people;
};

struct service_view {
    bool is_staff, may_change;
    struct service_row head;
    const struct service *service;
    str explanation;                      /* of its state */
    struct service_operation *operations; /* those that are not over, the next to be done first */
    size_t operation_count;
    struct named_value *access; /* what the driver told */
    size_t access_count;
    struct named_value *options;
    size_t option_count;
    str price;
    struct url pay; /* the open renewal; empty without */
    str pay_sum;
    struct url change_invoice; /* an unpaid change of tariff */
    str next_tariff;           /* "VPS Pro from 1 April" or empty */
    struct service_row *addons;
    size_t addon_count;
    struct link *more; /* add-ons that can be bought for it */
    size_t more_count;
    struct url parent;
    str parent_name;
    struct dated_line *ahead;
    size_t ahead_count;
    str reach;        /* "Your balance is enough until ..." */
    str top_up;       /* as typed */
    bool with_top_up; /* the calendar counts with it */
    struct dated_line *history;
    size_t history_count;
    struct dated_line *invoices;
    struct url *invoice_urls;
    size_t invoice_count;
    bool may_renew, may_cancel, may_undo, may_change_tariff;
    struct field *renew, *label, *staff;
    str whole;
};
/* It ended, or is being deleted: nothing is ahead of it. */
static inline bool service_is_over(const struct service_view *w)
{
    return w->service->state == SERVICE_TERMINATING || w->service->state == SERVICE_TERMINATED;
}

struct cancel_view {
    struct service_row head;
    const struct service *service;
    struct field *fields;
    str whole;
    str through;
};
