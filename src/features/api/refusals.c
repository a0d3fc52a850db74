/* SPDX-License-Identifier: Apache-2.0 */
#include "features/api/refusals.h"

#include "features/api/api.h"
#include "web/form.h"
#include "web/problem.h"

static const int statuses[] = {400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503};

static void put_reference(struct json *json, const char *where, str name)
{
    str reference = str_printf(json->buf->arena, "#/components/%s/%" STR_FMT, where, STR_ARG(name));
    json_obj(json);
    json_key(json, "$ref"), json_str(json, reference);
    json_end(json);
}

/* "409.conflict.phone_held": calls that are refused alike share a response. */
static str name_of(struct arena *arena, int status, str codes)
{
    struct buf name = buf_in(arena);
    buf_printf(&name, "%d", status);
    while (codes.len > 0) {
        buf_put_char(&name, '.');
        buf_put(&name, str_cut(codes, ' ', &codes));
    }
    return buf_str(&name);
}

void openapi_put_refusals(struct json *json, struct arena *arena, const struct route *row)
{
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        str codes = problem_codes(arena, row, statuses[i]);
        if (codes.len > 0) {
            json_key_str(json, str_printf(arena, "%d", statuses[i]));
            put_reference(json, "responses", name_of(arena, statuses[i], codes));
        }
    }
    json_key(json, "default");
    put_reference(json, "responses", STR("Problem"));
}

static void put_codes(struct json *json, str codes)
{
    json_obj(json);
    json_key(json, "enum");
    json_arr(json);
    while (codes.len > 0) {
        json_str(json, str_cut(codes, ' ', &codes));
    }
    json_end(json);
    json_end(json);
}

/* The problem's shape with the codes of this refusal. What is wrong with a form as a whole is a
 * word of the fields' list. */
static void put_narrowed(struct json *json, int status, str codes)
{
    json_obj(json);
    json_key(json, "allOf");
    json_arr(json);
    put_reference(json, "schemas", STR("Problem"));
    json_obj(json);
    json_key(json, "properties");
    json_obj(json);
    json_key(json, "code");
    if (status == 422) {
        json_obj(json);
        json_key(json, "anyOf");
        json_arr(json);
        put_codes(json, codes);
        put_reference(json, "schemas", STR("FieldCode"));
        json_end(json);
        json_end(json);
    } else {
        put_codes(json, codes);
    }
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
}

static void put_header(struct json *json, const char *name, str what)
{
    json_key(json, "headers");
    json_obj(json);
    json_key(json, name);
    put_reference(json, "headers", what);
    json_end(json);
}

static str description_of(struct arena *arena, str codes)
{
    struct buf text = buf_in(arena);
    while (codes.len > 0) {
        buf_put(&text, text.len > 0 ? STR(", `") : STR("`"));
        buf_put(&text, str_cut(codes, ' ', &codes));
        buf_put_char(&text, '`');
    }
    return buf_str(&text);
}

/* Without codes: any problem. */
static void put_response(struct json *json, int status, str codes)
{
    json_obj(json);
    json_key(json, "description");
    if (codes.len > 0) {
        json_str(json, description_of(json->buf->arena, codes));
    } else {
        json_text(json, "What went wrong; `code` is a stable word.");
    }
    if (status == 429 || status == 503) {
        put_header(json, "Retry-After", STR("RetryAfter"));
    } else if (status == 401) {
        put_header(json, "WWW-Authenticate", STR("Authenticate"));
    }
    json_key(json, "content");
    json_obj(json);
    json_key(json, "application/problem+json");
    json_obj(json);
    json_key(json, "schema");
    if (codes.len > 0) {
        put_narrowed(json, status, codes);
    } else {
        put_reference(json, "schemas", STR("Problem"));
    }
    json_end(json);
    json_end(json);
    json_end(json);
}

/* The names of the responses that are written, each between blanks. */
static bool is_written(const struct buf *names, str name)
{
    str rest = buf_str(names);
    while (rest.len > 0) {
        if (str_eq(str_cut(rest, ' ', &rest), name)) {
            return true;
        }
    }
    return false;
}

static void put_responses_of(struct json *json, const struct route *row, struct buf *names)
{
    struct arena *arena = json->buf->arena;
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        str codes = problem_codes(arena, row, statuses[i]);
        str name = name_of(arena, statuses[i], codes);
        if (codes.len > 0 && !is_written(names, name)) {
            json_key_str(json, name);
            put_response(json, statuses[i], codes);
            buf_put(names, name);
            buf_put_char(names, ' ');
        }
    }
}

static void put_responses(struct json *json, const struct route *const *tables)
{
    struct buf names = buf_in(json->buf->arena);
    json_obj(json);
    json_key(json, "Problem");
    put_response(json, 0, STR(""));
    for (; *tables != NULL; tables++) {
        for (const struct route *row = *tables; row->path != NULL; row++) {
            if (openapi_describes(row)) {
                put_responses_of(json, row, &names);
            }
        }
    }
    json_end(json);
}

static str field_codes(struct arena *arena)
{
    struct buf codes = buf_in(arena);
    for (size_t i = 0; field_error_code(i) != NULL; i++) {
        buf_printf(&codes, "%s%s", i == 0 ? "" : " ", field_error_code(i));
    }
    return buf_str(&codes);
}

void openapi_put_components(const struct route *const *tables, struct buf *out)
{
    struct json json = json_into(out);
    buf_put(out, STR(",\"ProblemCode\":"));
    put_codes(&json, problem_codes_all(out->arena, tables));
    buf_put(out, STR(",\"FieldCode\":"));
    json = json_into(out);
    put_codes(&json, field_codes(out->arena));
    buf_put(out, STR("},\"responses\":"));
    json = json_into(out);
    put_responses(&json, tables);
}
