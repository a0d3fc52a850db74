/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a bounded JSON text into nodes of an arena. Duplicate keys, NUL in strings, invalid UTF-8,
 * nesting deeper than JSON_READ_DEPTH, texts over JSON_READ_MAX bytes and more than
 * JSON_READ_VALUES values are refused. Numbers with
 * a fraction or exponent are kept apart as JSON_KIND_REAL without a value: the program has no
 * floating point. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#define JSON_READ_DEPTH 16
#define JSON_READ_MAX ((size_t)1024 * 1024)
/* Most values of a text of that length: so that what is read takes memory in proportion. */
#define JSON_READ_VALUES(len) (512 + (len) / 8)

enum json_kind {
    JSON_KIND_NULL,
    JSON_KIND_BOOL,
    JSON_KIND_INTEGER,
    JSON_KIND_REAL,
    JSON_KIND_STRING,
    JSON_KIND_ARRAY,
    JSON_KIND_OBJECT,
};

struct json_node {
    enum json_kind kind;
    bool flag;               /* JSON_KIND_BOOL */
    int64_t number;          /* JSON_KIND_INTEGER */
    str text;                /* JSON_KIND_STRING */
    str key;                 /* when it is a member of an object */
    struct json_node *items; /* of an array or object */
    size_t count;
};

/* True unless the text may hold more values than that, nested ones and members counted: known from
 * one look at it, before anything is built. */
bool json_has_at_most(str text, size_t values);

/* Parses one value that fills the text. ERR_INVALID for anything else, and when the arena is
 * exhausted; out is then untouched. */
err json_read(struct arena *arena, str text, struct json_node *out) MUST_CHECK;

/* The member of an object, NULL when it is absent or node is NULL or no object. */
const struct json_node *json_member(const struct json_node *node, str key);

/* The member as a scalar; false when it is absent or of another kind (out is then untouched). */
bool json_get_str(const struct json_node *object, str key, str *out);
bool json_get_i64(const struct json_node *object, str key, int64_t *out);
bool json_get_bool(const struct json_node *object, str key, bool *out);
