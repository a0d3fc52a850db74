/* SPDX-License-Identifier: Apache-2.0 */
/* Ending sessions of one's own, with a line in the audit trail. */
#pragma once

#include "features/accounts/accounts.h"

/* ERR_NOT_FOUND when the account has no such live session. */
err session_end_own(const struct act *act, account_id account, session_id session);
/* Every session but the one given, and no other browser is trusted any more. device is this
 * browser's name, or empty. */
err session_end_own_others(const struct act *act, account_id account, session_id spared,
                           str device);
