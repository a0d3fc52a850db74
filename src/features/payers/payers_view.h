/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the room show. */
#pragma once

#include "features/payers/payer_form.h"
#include "web/components.h"

struct payers_view {
    const struct payer *payers;
    size_t count;
};

struct payer_view {
    const struct payer *payer; /* NULL: a new one */
    str kind;
    struct url action;
    struct field *fields; /* by enum payer_field */
    str whole;            /* a mistake of no single field */
};

/* The kind in words. */
str payer_kind_name(enum lang lang, str kind);
