/* SPDX-License-Identifier: Apache-2.0 */
/* Reading cookies of a request (RFC 6265, section 4.2 from the server's side). */
#pragma once

#include <stdbool.h>

#include "base/str.h"
#include "http/request.h"

/* The value of the cookie of exactly that name, without surrounding quotes, as it came. When the
 * name stands there more than once the answer is false: two values mean somebody planted one. */
bool http_cookie(const struct http_request *request, str name, str *out);
