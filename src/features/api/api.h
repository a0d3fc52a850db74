/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the api room: the OpenAPI document. */
#pragma once

#include "base/buf.h"
#include "web/route.h"

extern const struct route api_routes[];

/* Writes the OpenAPI 3.1 document of every route below /api/. */
void openapi_write(const struct route *const *tables, str server_url, struct buf *out);
