/* SPDX-License-Identifier: Apache-2.0 */
/* A request as the rooms see it: checked, signed in or not, with its form read, its arena and one
 * database handle. A handler is a straight line: load, check right, act, answer. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/secret.h"
#include "base/when.h"
#include "db/db.h"
#include "http/request.h"
#include "http/response.h"
#include "i18n/tr.h"
#include "i18n/zone.h"
#include "web/form.h"
#include "web/route.h"
#include "web/session.h"
#include "web/site.h"
#include "web/staff.h"
#include "web/view.h"

/* A password on its way to its hash, for idempotency_hash alone. */
struct request_hash {
    bool is_outside; /* the handler runs in a transaction, which must not wait for it */
    bool wanted;
    struct secret password;
    str made;
};

/* For idempotency_spend alone. */
#define REQUEST_SPENDS_MAX 2
struct request_spends {
    size_t count;
    struct request_spend {
        db_fn *fn;
        void *arg;
    } of[REQUEST_SPENDS_MAX];
};

/* What is decided in this process's memory once for a request, though its handler may run again. */
struct request_once {
    bool picture_was_counted; /* an answer to a picture of features/captcha */
    bool picture_is_taken;
};

struct request {
    struct arena *arena; /* lives until the answer is sent */
    struct db *db;
    when now; /* one moment for the whole request */
    const struct site *site;
    const struct http_request *http;
    struct http_response *reply;
    const struct route *route;
    str params[ROUTE_PARAMS];   /* in the order of the path's {names} */
    struct session session;     /* the customer; never below /staff and /api/v1/staff */
    struct staff_session staff; /* the member of staff; only there */
    enum lang lang;
    const struct zone *zone;
    struct form form;
    bool is_api;
    str request_id;
    str network; /* whom budgets are kept for: the address, or its /64 for IPv6 */
    str guest;   /* random value of the guest cookie that form tokens are bound to before sign-in */
    str theme;   /* just chosen by ?theme=, else empty */
    str retry_after;     /* seconds, for ERR_LIMITED and ERR_UNAVAILABLE */
    const char *refusal; /* code of reply_status, once it answered; NULL otherwise */
    struct view *view;   /* made by view_of */
    struct request_hash hash;
    struct request_spends spends;
    struct request_once once;
};

/* The text of the n-th {name} of the path. */
str path_param(const struct request *req, size_t index);
