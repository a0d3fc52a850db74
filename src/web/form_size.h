/* SPDX-License-Identifier: Apache-2.0 */
/* How much a body of a form may hold, derived from its rule, so that what the server reads is in
 * proportion to what the form could mean. Generous: a value somewhat too long is still read and
 * told beside its field. Judges sizes only, never contents. */
#pragma once

#include <stddef.h>

#include "web/form.h"

/* Most bytes of a body, on a page (both encodings) or of a call. */
size_t form_bytes_max(const struct form_rule *rule);

/* Most values a JSON body may hold, nested ones included. */
size_t form_nodes_max(const struct form_rule *rule);
