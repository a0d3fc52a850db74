/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "features/api/api.h"
#include "features/api/refusals.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/form.h"
#include "web/proof.h"
#include "web/staff.h"

extern const char openapi_schemas[];

#define PREFIX "/api/v1"

bool openapi_describes(const struct route *row)
{
    return str_starts(str_from_z(row->path), STR(PREFIX "/"));
}

/* "POST /registrations/{id}/confirm" as a name: post_registrations_id_confirm. */
static void put_operation_id(struct json *json, struct arena *arena, const struct route *row)
{
    struct buf name = buf_in(arena);
    buf_put(&name, str_lower(arena, http_method_word(row->method)));
    str path = str_skip(str_from_z(row->path), sizeof PREFIX - 1);
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        if (c == '/' || c == '-' || c == '.') {
            buf_put_char(&name, '_');
        } else if (c != '{' && c != '}') {
            buf_put_char(&name, c);
        }
    }
    json_key(json, "operationId"), json_str(json, buf_str(&name));
}

static void put_schema_of_parameter(struct json *json, str name)
{
    json_key(json, "schema");
    json_obj(json);
    if (str_eq(name, STR("limit"))) {
        json_key(json, "type"), json_text(json, "integer");
        json_key(json, "minimum"), json_i64(json, 1);
        json_key(json, "maximum"), json_i64(json, LIST_LIMIT_MAX);
    } else {
        json_key(json, "type"), json_text(json, "string");
    }
    json_end(json);
}

static void put_parameter(struct json *json, const char *where, str name, bool required)
{
    json_obj(json);
    json_key(json, "name"), json_str(json, name);
    json_key(json, "in"), json_text(json, where);
    json_key(json, "required"), json_bool(json, required);
    if (str_eq(name, STR("after"))) {
        json_key(json, "description");
        json_text(json, "The `next` of the page before: what comes behind it.");
    }
    put_schema_of_parameter(json, name);
    json_end(json);
}

static void put_parameters(struct json *json, const struct route *row)
{
    json_key(json, "parameters");
    json_arr(json);
    str rest = str_from_z(row->path);
    while (rest.len > 0) {
        str segment = str_cut(rest, '/', &rest);
        if (str_starts(segment, STR("{"))) {
            ptrdiff_t end = str_index(segment, '}');
            put_parameter(json, "path", str_sub(segment, 1, (size_t)end - 1), true);
        }
    }
    str query = str_from_z(row->query);
    while (query.len > 0) {
        put_parameter(json, "query", str_cut(query, ' ', &query), false);
    }
    if (row->creates) {
        json_obj(json);
        json_key(json, "$ref"), json_text(json, "#/components/parameters/IdempotencyKey");
        json_end(json);
    }
    json_end(json);
}

static void put_reference(struct json *json, const char *shape)
{
    struct buf reference = buf_in(json->buf->arena);
    buf_printf(&reference, "#/components/schemas/%s", shape);
    json_key(json, "$ref"), json_str(json, buf_str(&reference));
}

/* An array or object: shape names the schema of its items or of itself. */
static void put_tree(struct json *json, const struct field_rule *field, const char *shape)
{
    bool is_list = field->kind == FIELD_LIST;
    if (!is_list && shape != NULL) {
        put_reference(json, shape);
        return;
    }
    json_key(json, "type"), json_text(json, is_list ? "array" : "object");
    if (is_list) {
        json_key(json, "minItems"), json_i64(json, (int64_t)field->min);
        json_key(json, "maxItems"), json_i64(json, (int64_t)field->max);
    }
    if (is_list && shape != NULL) {
        json_key(json, "items");
        json_obj(json);
        put_reference(json, shape);
        json_end(json);
    }
}

static void put_property(struct json *json, const struct field_rule *field, const char *shape)
{
    json_key(json, field->name);
    json_obj(json);
    if (field->kind == FIELD_CHECK) {
        json_key(json, "type"), json_text(json, "boolean");
    } else if (field->kind == FIELD_LIST || field->kind == FIELD_OBJECT) {
        put_tree(json, field, shape);
    } else if (field->kind == FIELD_NUMBER) {
        json_key(json, "type"), json_text(json, "integer");
        json_key(json, "minimum"), json_i64(json, (int64_t)field->min);
        json_key(json, "maximum"), json_i64(json, (int64_t)field->max);
    } else {
        json_key(json, "type"), json_text(json, "string");
        if (field->min > 0) {
            json_key(json, "minLength"), json_i64(json, (int64_t)field->min);
        }
        json_key(json, "maxLength"), json_i64(json, (int64_t)field->max);
    }
    json_end(json);
}

static void put_body(struct json *json, const struct route *row)
{
    static const struct field_rule password = {"password", FIELD_SECRET, 0, 1000};
    size_t count = row->form == NULL ? 0 : row->form->count;
    if (count == 0 && !proof_is_asked(row)) {
        return;
    }
    json_key(json, "requestBody");
    json_obj(json);
    json_key(json, "required"), json_bool(json, count > 0);
    json_key(json, "content");
    json_obj(json);
    json_key(json, "application/json");
    json_obj(json);
    json_key(json, "schema");
    json_obj(json);
    json_key(json, "type"), json_text(json, "object");
    json_key(json, "additionalProperties"), json_bool(json, false);
    json_key(json, "properties");
    json_obj(json);
    for (size_t i = 0; i < count; i++) {
        const char *const *shapes = row->form->shapes;
        put_property(json, &row->form->fields[i], shapes == NULL ? NULL : shapes[i]);
    }
    if (proof_is_asked(row)) {
        put_property(json, &password, NULL);
    }
    json_end(json);
    json_key(json, "required");
    json_arr(json);
    for (size_t i = 0; i < count; i++) {
        if (row->form->fields[i].min > 0) {
            json_text(json, row->form->fields[i].name);
        }
    }
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
}

static void put_replay_header(struct json *json)
{
    json_key(json, "headers");
    json_obj(json);
    json_key(json, "Idempotent-Replayed");
    json_obj(json);
    json_key(json, "$ref"), json_text(json, "#/components/headers/IdempotentReplayed");
    json_end(json);
    json_end(json);
}

/* One "201 SessionToken" or "204". */
static void put_answer(struct json *json, struct arena *arena, const struct route *row, str answer)
{
    str schema;
    str status = str_cut(answer, ' ', &schema);
    json_key_str(json, status);
    json_obj(json);
    json_key(json, "description");
    json_text(json, schema.len > 0 ? "Done." : "Done; the answer has no body.");
    if (row->creates) {
        put_replay_header(json);
    }
    if (str_index(schema, '/') >= 0) { /* bytes of that type */
        json_key(json, "content");
        json_obj(json);
        json_key_str(json, schema);
        json_obj(json);
        json_end(json);
        json_end(json);
    } else if (schema.len > 0) {
        str reference = str_printf(arena, "#/components/schemas/%" STR_FMT, STR_ARG(schema));
        json_key(json, "content");
        json_obj(json);
        json_key(json, "application/json");
        json_obj(json);
        json_key(json, "schema");
        json_obj(json);
        json_key(json, "$ref"), json_str(json, reference);
        json_end(json);
        json_end(json);
        json_end(json);
    }
    json_end(json);
}

static void put_answers(struct json *json, struct arena *arena, const struct route *row)
{
    CHECK(row->answers != NULL);
    json_key(json, "responses");
    json_obj(json);
    str rest = str_from_z(row->answers);
    while (rest.len > 0) {
        put_answer(json, arena, row, str_cut(rest, '|', &rest));
    }
    openapi_put_refusals(json, arena, row);
    json_end(json);
}

/* Which rights of staff open it; one is enough. */
static void put_rights(struct json *json, struct arena *arena, const struct route *row)
{
    struct buf text = buf_in(arena);
    buf_put(&text, STR("For staff with the right "));
    const char *between = "";
    for (enum staff_right right = 0; right < STAFF_RIGHT_COUNT; right++) {
        if ((row->may & 1U << right) != 0) {
            buf_printf(&text, "%s`%s`", between, staff_right_word(right));
            between = " or ";
        }
    }
    buf_put(&text, row->proven ? STR(", shortly after a code of the second factor.") : STR("."));
    json_key(json, "description"), json_str(json, buf_str(&text));
}

static void put_operation(struct json *json, struct arena *arena, const struct route *row)
{
    json_key_str(json, str_lower(arena, http_method_word(row->method)));
    json_obj(json);
    put_operation_id(json, arena, row);
    json_key(json, "summary"), json_text(json, row->summary);
    if (row->who == WHO_STAFF) {
        put_rights(json, arena, row);
    }
    if (proof_is_asked(row)) {
        json_key(json, "description");
        json_text(json, "Asks for a proof: `password`, which may be left out within 15 minutes of "
                        "the last one. Without it the answer is 403 `proof_required`.");
    }
    json_key(json, "security");
    json_arr(json);
    if (row->who == WHO_CUSTOMER || row->who == WHO_STAFF) {
        json_obj(json);
        json_key(json, row->who == WHO_STAFF ? "staff" : "bearer");
        json_arr(json);
        json_end(json);
        json_end(json);
    }
    json_end(json);
    put_parameters(json, row);
    put_body(json, row);
    put_answers(json, arena, row);
    json_end(json);
}

/* A place in the tables: OpenAPI wants all methods of a path together, wherever their rows are. */
struct place {
    const struct route *const *tables;
    const struct route *row;
};

/* The next described row; its row is NULL at the end. */
static struct place next_row(struct place place)
{
    place.row = place.row == NULL ? *place.tables : place.row + 1;
    while (place.row != NULL && !(place.row->path != NULL && openapi_describes(place.row))) {
        if (place.row->path != NULL) {
            place.row++;
        } else {
            place.row = *++place.tables;
        }
    }
    return place;
}

static bool is_same_path(const struct route *a, const struct route *b)
{
    return str_eq(str_from_z(a->path), str_from_z(b->path));
}

static bool stands_earlier(const struct route *const *tables, const struct route *row)
{
    struct place place = next_row((struct place){tables, NULL});
    while (!is_same_path(place.row, row)) {
        place = next_row(place);
    }
    return place.row != row;
}

static void put_path(struct json *json, struct arena *arena, struct place place)
{
    const struct route *first = place.row;
    json_key_str(json, str_skip(str_from_z(first->path), sizeof PREFIX - 1));
    json_obj(json);
    for (; place.row != NULL; place = next_row(place)) {
        if (is_same_path(place.row, first)) {
            put_operation(json, arena, place.row);
        }
    }
    json_end(json);
}

static void put_paths(struct json *json, struct arena *arena, const struct route *const *tables)
{
    json_key(json, "paths");
    json_obj(json);
    struct place place = next_row((struct place){tables, NULL});
    for (; place.row != NULL; place = next_row(place)) {
        if (!stands_earlier(tables, place.row)) {
            put_path(json, arena, place);
        }
    }
    json_end(json);
}

static void put_info(struct json *json, str server_url)
{
    json_key(json, "openapi"), json_text(json, "3.1.0");
    json_key(json, "info");
    json_obj(json);
    json_key(json, "title"), json_text(json, "Kabinet API");
    json_key(json, "version"), json_text(json, "1");
    json_key(json, "summary"), json_text(json, "A customer's personal account.");
    json_key(json, "description");
    json_text(json, "Errors are `application/problem+json`; `code` is a stable word, listed for "
                    "each call and status. What is wrong with single fields stands in `fields`. "
                    "429 and 503 say in Retry-After when to try again. Lists are read from the "
                    "newest on: `limit` items, then `after` the `next` of the answer. A POST that "
                    "creates or moves something takes an Idempotency-Key: send one, and a call "
                    "whose answer was lost can be repeated.");
    json_key(json, "license");
    json_obj(json);
    json_key(json, "name"), json_text(json, "Apache-2.0");
    json_key(json, "identifier"), json_text(json, "Apache-2.0");
    json_end(json);
    json_end(json);
    json_key(json, "servers");
    json_arr(json);
    json_obj(json);
    json_key(json, "url"), json_str(json, server_url);
    json_end(json);
    json_end(json);
}

void openapi_write(const struct route *const *tables, str server_url, struct buf *out)
{
    struct json json = json_into(out);
    json_obj(&json);
    put_info(&json, server_url);
    put_paths(&json, out->arena, tables);
    json_end(&json);
    /* The shapes are complete JSON already, their schemas standing last: the rest of the
     * components is put before their closing braces. */
    str shapes = str_from_z(openapi_schemas);
    CHECK(str_ends(shapes, STR("}}")));
    out->len--;
    buf_put(out, STR(",\"components\":"));
    buf_put(out, str_sub(shapes, 0, shapes.len - 2));
    openapi_put_components(tables, out);
    buf_put(out, STR("}}"));
}
