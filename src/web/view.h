/* SPDX-License-Identifier: Apache-2.0 */
/* What every page needs besides its own data: who is looking, in what language and theme, the form
 * token, the message left by the previous request. Plain values, prepared once per request. */
#pragma once

#include <stdbool.h>

#include "base/str.h"
#include "base/when.h"
#include "i18n/tr.h"

struct request;
struct settings;

struct view {
    enum lang lang;
    str theme; /* "auto", "light" or "dark" */
    str path;  /* of this page, for language and theme links */
    str query; /* likewise, still encoded */
    str csrf;  /* form token, for the hidden field "csrf" */
    bool signed_in;
    str login, name;
    str flash;      /* sentence left by the previous request, or empty */
    bool flash_bad; /* it tells of a failure */
    str request_id;
    bool demo;
    when now;
    const struct settings *settings; /* brand and contacts */
};

/* The request's view; made at the first call. */
struct view *view_of(struct request *req);
