/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue as JSON. */
#pragma once

#include "features/catalogue/catalogue.h"

struct json;

/* {"amount":30000,"currency":"UAH"} */
void json_amount(struct json *json, const char *currency, int64_t minor);
/* One plan with everything a customer may choose; names in the language. */
void plan_json(struct json *json, enum lang lang, const struct plan *plan);
/* A quote with every line and sum. */
void quote_json(struct json *json, enum lang lang, const struct quote *quote);
