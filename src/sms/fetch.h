/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request to a gateway by libcurl: certificates verified, no redirects, no proxy from the
 * environment, a bounded answer. Private to sms/. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct fetch {
    str url;
    str headers; /* one to a line, LF */
    str body;    /* sent as POST when post is set */
    bool post;
    str ca_file;
    bool allow_plain;
    int timeout_ms;
};

struct fetch_answer {
    int status; /* 0: none came */
    str body;   /* the first 16 kB */
    str story;
};

void fetch_do(struct arena *arena, const struct fetch *fetch, struct fetch_answer *out);

/* s with everything but unreserved characters percent-encoded; fits URLs and form bodies. */
str fetch_percent(struct arena *arena, str s);
