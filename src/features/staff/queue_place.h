/* SPDX-License-Identifier: Apache-2.0 */
/* How staff's sign-ins stand in the queue of hashes (web/standing.h): a member on a browser they
 * came in with before goes first; whether a login is a member's is never looked at otherwise, for
 * that is not public. Private to the room. */
#pragma once

#include "web/standing.h"

extern const struct standing_rule staff_standing;
