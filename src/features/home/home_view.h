/* SPDX-License-Identifier: Apache-2.0 */
/* What the customer's home page shows. */
#pragma once

#include "features/accounts/accounts.h"
#include "web/session.h"

struct home_view {
    const struct account *account;
    bool wants_phone; /* its phone went to whoever proved it: another is wanted */
    bool asks_phone;  /* its phone waits for a code */
    when held_until;  /* WHEN_NONE unless contacts stand still after a recovery */
    str devices;      /* on how many it is signed in, in words */
};
