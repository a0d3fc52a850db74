/* SPDX-License-Identifier: Apache-2.0 */
/* The refusals in the OpenAPI document: which status and which codes each call may be answered
 * with, out of web/problem.h and the rows' own. Private to the room. */
#pragma once

#include "json/writer.h"
#include "web/route.h"

/* Is row a call of the API? */
bool openapi_describes(const struct route *row);

/* The members of "responses" for each status row may be refused with, and the default. */
void openapi_put_refusals(struct json *json, struct arena *arena, const struct route *row);

/* Text to stand behind the last schema of the components: the lists of codes, then the responses
 * that the calls refer to. Leaves "components" open. */
void openapi_put_components(const struct route *const *tables, struct buf *out);
