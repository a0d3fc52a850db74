/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody asks for, as it comes from outside: items of the API, options of a page or of a
 * cart. Only its shape is checked here; what it costs and whether it is sold, the catalogue says.
 */
#pragma once

#include "features/catalogue/catalogue.h"
#include "json/reader.h"
#include "web/form.h"

#define REQUESTED_OPTIONS_MAX 32

/* The options of a JSON object of codes with a whole number or a word each. NULL, or
 * "wrong_type" or "too_many"; *out_where is then the option's code. node may be NULL: none. */
const char *requested_options(struct arena *arena, const struct json_node *node,
                              const struct quote_option **out, size_t *out_count, str *out_where);

/* The same from the text a cart keeps; one that is none gives no options. */
void requested_options_read(struct arena *arena, str text, const struct quote_option **out,
                            size_t *out_count);
/* The fields behind "option." of a page as that text. A code that is none of ours is dropped by
 * nobody: the catalogue refuses it. */
str requested_options_text(struct arena *arena, const struct form_more *more, size_t count);

/* One item of the API: plan, months, and optionally quantity (1), options, parent (of an add-on: an
 * item of the same order, counted from 1) and service (one's own, for an add-on bought later). */
struct requested_item {
    struct quote_item item;
    str service; /* empty: none */
};
/* The items of an order. NULL, or the code of the first mistake, with where it stands
 * ("items.2.months"). */
const char *requested_items(struct arena *arena, const struct json_node *list,
                            struct requested_item **out, str *out_where);
