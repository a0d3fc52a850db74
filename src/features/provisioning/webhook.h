/* SPDX-License-Identifier: Apache-2.0 */
/* Web addresses that do operations, and Standard Webhooks signatures both ways. Private to the
 * room. */
#pragma once

#include <stdbool.h>

#include "base/secret.h"
#include "base/when.h"

struct webhook {
    str name, url;
    struct secret key; /* decoded */
};

/* Finds one by name in the setting provisioning.webhooks: "NAME URL SECRET; NAME URL SECRET". */
bool webhook_by_name(struct arena *arena, struct secret setting, str name, struct webhook *out);

/* "v1,BASE64" over id, moment and body. */
str webhook_signature(struct arena *arena, struct secret key, str id, when at, str body);

struct webhook_proof {
    str id, timestamp, signature; /* the three headers */
};

/* Whether whoever has the key signed this body within five minutes of now. */
bool webhook_is_proven(struct arena *arena, struct secret key, const struct webhook_proof *proof,
                       str body, when now);
