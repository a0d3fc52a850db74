/* SPDX-License-Identifier: Apache-2.0 */
/* llhttp behind one door: it splits a complete head into its fields and is the second opinion on
 * everything the gate has checked by itself. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define HEAD_FIELDS_MAX 100

struct head_field {
    str name;
    str value;
};

struct head_fields {
    str target;
    struct head_field fields[HEAD_FIELDS_MAX];
    size_t count;
    bool has_value; /* the last field's value began */
    bool complete;
};

/* Splits head, which ends with its empty line; slices point into it. False when llhttp refuses. */
bool head_split(str head, struct head_fields *out);
