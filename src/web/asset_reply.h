/* SPDX-License-Identifier: Apache-2.0 */
/* Serves the embedded files of web/assets. */
#pragma once

#include <stdbool.h>

#include "http/request.h"
#include "http/response.h"

/* True when a file of ours has this path. */
bool asset_is_there(str path);

/* Fills the answer and returns true when there is such a file; needs no database. */
bool asset_reply(const struct http_request *http, struct http_response *reply);
