/* SPDX-License-Identifier: Apache-2.0 */
/* The text a version of a plan is kept as: one JSON object. What is read here was validated by
 * plan_validate before it was published. */
#pragma once

#include "base/buf.h"
#include "features/catalogue/catalogue.h"

/* Fills everything of *out that stands in the text. ERR_INVALID when the text is none of ours. */
MUST_CHECK err plan_spec_read(struct arena *arena, str text, struct plan *out);
struct json_node;
MUST_CHECK err plan_spec_take(struct arena *arena, const struct json_node *root, struct plan *out);
struct json;
void plan_spec_put(struct json *json, const struct plan *plan);
str plan_spec_write(struct arena *arena, const struct plan *plan);
