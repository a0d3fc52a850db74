/* SPDX-License-Identifier: Apache-2.0 */
/* Serves the embedded files of web/assets. */
#pragma once

#include <stdbool.h>

#include "http/request.h"
#include "http/response.h"

/* Fills the answer and returns true when the path lies under /assets/; needs no database. */
bool asset_reply(const struct http_request *http, struct http_response *reply);
