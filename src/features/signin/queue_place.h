/* SPDX-License-Identifier: Apache-2.0 */
/* Where in the queue for hashing a sign-in stands: by what is public and by what failed lately. A
 * login that exists goes before one that does not, which GET /api/v1/logins tells anybody; whether
 * an e-mail or a phone is known changes nothing, but on a device its owner has signed in on. */
#pragma once

#include "web/standing.h"

extern const struct standing_rule signin_standing;
