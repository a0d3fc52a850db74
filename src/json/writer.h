/* SPDX-License-Identifier: Apache-2.0 */
/* Writes JSON straight into a buf: no tree, no allocation but the buf's. Commas and colons are the
 * writer's business; a wrong order of calls (a value where a key belongs) is a broken invariant.
 *
 *     struct json json = json_into(&buf);
 *     json_obj(&json);
 *     json_key(&json, "login"), json_str(&json, login);
 *     json_end(&json);
 *
 * Text is escaped so that it may stand inside a script element as well; bytes that are not UTF-8
 * become U+FFFD. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/money.h"
#include "base/str.h"

#define JSON_WRITER_DEPTH 32

struct json {
    struct buf *buf;
    int depth;
    bool has_key; /* a key waits for its value */
    bool is_object[JSON_WRITER_DEPTH];
    bool has_items[JSON_WRITER_DEPTH];
};

struct json json_into(struct buf *buf);

void json_obj(struct json *json);
void json_arr(struct json *json);
/* Ends the innermost object or array. */
void json_end(struct json *json);

void json_key(struct json *json, const char *key);
void json_key_str(struct json *json, str key);

void json_str(struct json *json, str value);
void json_text(struct json *json, const char *value);
void json_i64(struct json *json, int64_t value);
void json_bool(struct json *json, bool value);
void json_nil(struct json *json);

/* {"amount": 13548, "currency": "UAH"}, as the API writes every sum. */
void json_money(struct json *json, money m);
