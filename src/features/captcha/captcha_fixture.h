/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: solves a challenge as a browser would. */
#pragma once

#include "features/captcha/captcha.h"

struct secret fixture_key(struct arena *arena);

/* The form's field for a solved challenge of next to no work. */
str fixture_payload(struct arena *arena, str scope, when expires_at);
