/* SPDX-License-Identifier: Apache-2.0 */
/* The letters of registration, filled. */
#pragma once

#include "features/registration/registration_store.h"

#define REGISTRATION_CODE "registration"

/* Code and link; or, to the owner of an e-mail that has an account, where to log in instead. */
struct mail_page *registration_letter(const struct act *act,
                                      const struct registration *registration,
                                      const struct one_time *code);

/* To the owner of an account whose phone was just typed into the form. */
struct mail_page *known_phone_letter(struct arena *arena, const struct site *site, when now,
                                     const struct account *owner);
