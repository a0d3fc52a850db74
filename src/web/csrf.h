/* SPDX-License-Identifier: Apache-2.0 */
/* Forms of ours only. A form token is bound by HMAC to the session, or before sign-in to a random
 * guest cookie, and looks different in every answer, so that compression beside it betrays nothing.
 * Besides the token the browser's own word is checked: Sec-Fetch-Site, else Origin. */
#pragma once

#include <stdbool.h>

#include "base/when.h"
#include "web/request.h"

/* A fresh token for the hidden field "csrf"; gives a guest his cookie if he has none. */
str csrf_token(struct request *req);

/* True when token was made for this session or guest within the last 24 hours. */
bool csrf_is_valid(const struct request *req, str token);

/* True when the browser says, or does not deny, that the request comes from a page of this site. */
bool csrf_same_site(const struct request *req);

/* Reads the guest cookie into req->guest. */
void csrf_load_guest(struct request *req);
