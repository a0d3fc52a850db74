/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of audit trail, jobs and customers show. */
#pragma once

#include "web/components.h"

struct audit_line {
    when at;
    str login; /* "server" for the command line */
    str what;
    str subject, reason, before, after, network;
    struct url account; /* the customer's page; empty: none */
};

struct audit_view {
    struct field member, action, account, from, until;
    const struct audit_line *lines;
    size_t count;
    struct pager pages;
};

struct job_line_view {
    struct url url;
    str kind, ref, error;
    bool dead;
    when next_at;
    int64_t attempts;
};

struct message_line_view {
    struct url retry;
    bool is_text; /* else a letter */
    bool failed;  /* else it waits for its next attempt */
    str error;
    int64_t code, attempts;
    when next_at, created_at;
};

struct jobs_view {
    const struct message_line_view *messages; /* in trouble */
    size_t message_count;
    int64_t dead;
    const struct job_line_view *lines;
    size_t count;
};

struct job_view {
    str id, kind, ref, error;
    bool dead;
    when due, next_at;
    int64_t attempts;
    struct url retry, drop;
    struct field reason;
    str whole;
};

struct customer_line {
    struct url url;
    int64_t number;
    str login, name, email, phone, state;
};

struct customers_view {
    struct field query;
    bool asked;
    const struct customer_line *lines;
    size_t count;
    bool more; /* than are shown */
};

struct customer_link {
    struct url url;
    str label, about;
};

struct customer_fact_view {
    int64_t number;
    str login, name, language, timezone, state;
    str email, phone;
    bool email_proven, phone_proven;
    when created_at;
    const struct customer_link *links;
    size_t link_count;
    str told;      /* what a customer whose account is stopped was told */
    bool may_stop; /* whoever looks may lock and restrict */
    str id;
    struct field stop_state, stop_reason, stop_text;
    struct field end_reason; /* of ending all sessions */
};
