/* SPDX-License-Identifier: Apache-2.0 */
/* Operations as JSON, for the API of staff and the command line. Private to the room. */
#pragma once

#include "features/provisioning/provisioning.h"
#include "json/writer.h"

bool operation_kind_by_word(str word, enum operation_kind *out);

void operation_json(struct json *json, struct arena *arena, const struct operation *operation);
