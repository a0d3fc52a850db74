/* SPDX-License-Identifier: Apache-2.0 */
/* What was read, written again: JSON that was kept as text becomes part of another. */
#pragma once

#include "json/reader.h"
#include "json/writer.h"

/* Writes a value that was read. A number with a fraction has no value here and becomes null. */
void json_node_put(struct json *json, const struct json_node *node);
