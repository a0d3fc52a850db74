/* SPDX-License-Identifier: Apache-2.0 */
/* Plural forms by the Unicode rules for whole numbers. The index is the order of msgstr[] in the
 * catalogue. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "i18n/tr.h"

#define PLURAL_FORMS_MAX 3

/* uk: 0 one, 1 few, 2 many; en: 0 one, 1 other. Negative numbers go by their magnitude. */
size_t plural_index(enum lang lang, int64_t n);

/* How many forms the language has. */
size_t plural_count(enum lang lang);
