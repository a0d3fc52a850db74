/* SPDX-License-Identifier: Apache-2.0 */
/* What every page needs besides its own data: who is looking, in what language and theme, the form
 * token, the message left by the previous request. Plain values, prepared once per request. */
#pragma once

#include <stdbool.h>

#include "base/str.h"
#include "base/when.h"
#include "i18n/tr.h"
#include "web/page.h"

struct request;
struct settings;

/* A row of the console's menu. */
struct menu_item {
    struct url url;
    str label;
};

struct view {
    enum lang lang;
    str theme;      /* "auto", "light" or "dark" */
    str path;       /* of this page, for language and theme links */
    str query;      /* likewise, still encoded */
    str csrf;       /* form token, for the hidden field "csrf" */
    bool signed_in; /* a customer */
    str login, name;
    bool console;                 /* a page below /staff */
    bool staff_signed_in;         /* there: a member of staff, whose login and name stand above */
    const struct menu_item *menu; /* there: the screens the member may open */
    size_t menu_count;
    str flash;      /* sentence left by the previous request, or empty */
    bool flash_bad; /* it tells of a failure */
    str request_id;
    bool demo;
    bool clock_waits; /* nothing is dated: the clock is not believed (system/clock.h) */
    when now;
    const struct settings *settings; /* brand and contacts */
};

/* The request's view; made at the first call. */
struct view *view_of(struct request *req);
