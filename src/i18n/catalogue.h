/* SPDX-License-Identifier: Apache-2.0 */
/* The shape of the tables that tools/pogen makes from po files. Only tr.c reads them. A key is the
 * context, a byte 4 and the text, as in gettext's own files; slots are found by catalogue_hash and
 * the next free one after it, so a look-up costs one comparison as a rule. */
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "i18n/plural.h"

struct catalogue_entry {
    str key;
    str forms[PLURAL_FORMS_MAX]; /* those the language does not have are empty */
};

struct catalogue {
    const struct catalogue_entry *entries;
    const uint16_t *slots; /* 1 + index of an entry, 0 free */
    uint32_t slot_mask;    /* count of slots - 1; the count is a power of two */
};

extern const struct catalogue catalogue_uk;

/* Eight bytes at a step, the last ones padded with zeros; tools/pogen computes the same. */
uint32_t catalogue_hash(str key);
