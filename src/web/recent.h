/* SPDX-License-Identifier: Apache-2.0 */
/* How often something happened lately, by whom or to what: wrong guesses, mostly. A table of fixed
 * size in the memory of this process: it costs no write, forgets at a restart and protects this
 * process only. What guards an account counts in the database (web/rate.h). Thread-safe. */
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "base/when.h"

enum recent {
    RECENT_PROMO_WRONG,   /* promo codes a network guessed wrongly, an hour */
    RECENT_LOGIN_ASKED,   /* logins a network asked about, an hour */
    RECENT_NAME_WRONG,    /* wrong passwords for what was typed, a quarter of an hour */
    RECENT_DEVICE_WRONG,  /* wrong passwords from a device that signed in before, as long */
    RECENT_DEVICE_CAME,   /* sign-ins of such a device, right and wrong, ten minutes */
    RECENT_NETWORK_WRONG, /* wrong passwords from a network, a quarter of an hour */
};

/* Questions that anybody may ask but nobody may ask for ever, whichever door they come to. */
#define PROMO_WRONG_AN_HOUR 60
#define LOGIN_ASKED_AN_HOUR 600

int64_t recent_count(enum recent what, str key, when now);

/* Counts one more. The same detail as the time before is not counted again: a page that is looked
 * at twice is one guess. Without a detail everything counts. */
void recent_add(enum recent what, str key, str detail, when now);
