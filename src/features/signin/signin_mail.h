/* SPDX-License-Identifier: Apache-2.0 */
/* The letters of sign-in, filled. */
#pragma once

#include "features/accounts/accounts.h"

/* Somebody, probably the owner, came in from a place not seen before. */
struct mail_page *new_place_letter(const struct act *act, const struct account *account);
