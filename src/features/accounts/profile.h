/* SPDX-License-Identifier: Apache-2.0 */
/* What owners may change of themselves without further proof. */
#pragma once

#include "features/accounts/accounts.h"

struct profile_change {
    struct person_name name;
    enum lang lang;
    str timezone;
};
err profile_change(const struct act *act, account_id account, const struct profile_change *change);

/* Agrees to the current terms. */
err terms_agree(const struct act *act, account_id account);
