/* SPDX-License-Identifier: Apache-2.0 */
/* Options as they are chosen. Private to the catalogue. */
#pragma once

#include "features/catalogue/catalogue.h"

/* A choice that fits its option. */
struct option_taken {
    int64_t number;                     /* of a number */
    const struct option_choice *choice; /* of a list, else NULL */
};

/* False when the value does not fit the option. */
bool option_take(const struct plan_option *option, str value, struct option_taken *out);
/* What is taken when nothing is chosen. */
struct option_taken option_preset(const struct plan_option *option);
/* Per month for one piece; false when there is no price in the currency, or too much. */
bool option_price_of(const struct plan_option *option, const struct option_taken *taken,
                     str currency, int64_t *out);

struct json;
/* The member of the object of options. */
void option_write(struct json *json, const struct plan_option *option,
                  const struct option_taken *taken);
/* That object as it was written; ERR_INVALID when it is none. */
err options_read(struct arena *arena, str text, struct quote_option **out, size_t *out_count);
struct json_node;
err options_take(struct arena *arena, const struct json_node *object, struct quote_option **out,
                 size_t *out_count);
/* "20 GB" or the name of the choice. */
struct words option_words(struct arena *arena, const struct plan_option *option,
                          const struct option_taken *taken);
