/* SPDX-License-Identifier: Apache-2.0 */
/* A place in a list that is read from the newest on: the moment and id of the last item seen, as
 * one opaque word for ?before= of pages and ?after= of the API. Lists page by it and not by a
 * number, so nothing is skipped or shown twice when the list grows meanwhile. */
#pragma once

#include <stdbool.h>

#include "base/str.h"
#include "base/when.h"

#define LIST_LIMIT_MAX 100

struct cursor {
    when at; /* WHEN_NONE: from the newest */
    str id;
};

str cursor_text(struct arena *arena, struct cursor cursor);
/* False for a word we did not make. */
bool cursor_parse(str text, struct cursor *out);

struct request;

/* "?limit=" (1 to 100, 50 when absent) and "?after=" of an API list; false when either is no such
 * thing. */
bool list_place(const struct request *req, struct cursor *out_after, int64_t *out_limit);
/* The limit alone, for lists with places of their own kind. */
bool list_limit(const struct request *req, int64_t *out);
