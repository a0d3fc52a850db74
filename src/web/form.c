/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"

#include "base/check.h"
#include "base/text.h"
#include "http/form.h"
#include "json/reader.h"
#include "web/form_size.h"
#include "web/proof.h"
#include "web/request.h"

str form_text(const struct request *req, size_t index)
{
    CHECK(req->form.rule != NULL && index < req->form.rule->count);
    return req->form.values[index];
}

bool form_checked(const struct request *req, size_t index)
{
    return form_text(req, index).len > 0;
}

bool form_given(const struct request *req, size_t index)
{
    return req->form.given[index];
}

int64_t form_number(const struct request *req, size_t index, int64_t fallback)
{
    int64_t number = fallback;
    bool right = req->form.codes[index] == NULL && str_to_i64(form_text(req, index), &number);
    return right ? number : fallback;
}

const struct json_node *form_json(const struct request *req, size_t index)
{
    return req->form.codes[index] == NULL ? req->form.nodes[index] : NULL;
}

void form_fail(struct request *req, size_t index, const char *code)
{
    if (req->form.codes[index] == NULL) {
        req->form.codes[index] = code;
    }
}

void form_fail_in(struct request *req, size_t index, str place, const char *code)
{
    if (req->form.codes[index] == NULL) {
        req->form.places[index] = place;
    }
    form_fail(req, index, code);
}

void form_fail_whole(struct request *req, const char *code)
{
    if (req->form.code == NULL) {
        req->form.code = code;
    }
}

bool form_failed(const struct request *req)
{
    if (req->form.code != NULL || req->form.proof_code != NULL) {
        return true;
    }
    for (size_t i = 0; req->form.rule != NULL && i < req->form.rule->count; i++) {
        if (req->form.codes[i] != NULL) {
            return true;
        }
    }
    return false;
}

str form_message(const struct request *req, size_t index)
{
    const char *code = req->form.codes[index];
    return code == NULL ? STR("") : field_error_text(req->lang, code);
}

str form_message_whole(const struct request *req)
{
    return req->form.code == NULL ? STR("") : field_error_text(req->lang, req->form.code);
}

static size_t field_index(const struct form_rule *rule, str name)
{
    size_t i = 0;
    while (i < rule->count && !str_eq(name, str_from_z(rule->fields[i].name))) {
        i++;
    }
    return i;
}

static const char *plain_fault(str text, enum text_lines lines)
{
    switch (text_fault(text, lines)) {
    case TEXT_PLAIN:
        break;
    case TEXT_CONTROL:
        return "bad_characters";
    case TEXT_INVISIBLE:
        return "invisible";
    }
    return NULL;
}

static bool is_printable_ascii(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7E) {
            return false;
        }
    }
    return true;
}

/* A secret is compared and never shown, so only controls, which no keyboard types, are refused. */
static const char *characters_fault(enum field_kind kind, str value)
{
    if (kind == FIELD_TOKEN) {
        return is_printable_ascii(value) ? NULL : "bad_characters";
    }
    if (kind == FIELD_SECRET) {
        return text_fault(value, TEXT_ONE_LINE) == TEXT_CONTROL ? "bad_characters" : NULL;
    }
    return plain_fault(value, kind == FIELD_TEXT ? TEXT_SEVERAL_LINES : TEXT_ONE_LINE);
}

static const char *number_fault(const struct field_rule *rule, str value)
{
    int64_t number = 0;
    if (value.len == 0) {
        return rule->min > 0 ? "required" : NULL;
    }
    if (!str_to_i64(value, &number)) {
        return "bad_number";
    }
    return number < (int64_t)rule->min || number > (int64_t)rule->max ? "out_of_range" : NULL;
}

/* What is wrong with the text of a field, as far as its kind tells; NULL when nothing is. */
static const char *field_fault(const struct field_rule *rule, str value)
{
    if (!str_is_utf8(value)) {
        return "bad_encoding";
    }
    if (rule->kind == FIELD_NUMBER) {
        return number_fault(rule, value);
    }
    size_t chars = str_char_count(value);
    if (chars == 0) {
        return rule->min > 0 ? "required" : NULL;
    }
    if (chars > rule->max) {
        return "too_long";
    }
    const char *fault = characters_fault(rule->kind, value);
    if (fault != NULL) {
        return fault;
    }
    return chars < rule->min ? "too_short" : NULL;
}

static void take_value(struct request *req, size_t index, str value)
{
    const struct field_rule *rule = &req->form.rule->fields[index];
    if (req->form.given[index]) {
        form_fail(req, index, "repeated");
        return;
    }
    req->form.given[index] = true;
    if (rule->kind == FIELD_CHECK) {
        bool on = str_eq(value, STR("1")) || str_eq(value, STR("on")) || str_eq(value, STR("true"));
        req->form.values[index] = on ? STR("1") : STR("");
        return;
    }
    bool trimmed = rule->kind == FIELD_LINE || rule->kind == FIELD_NUMBER;
    req->form.values[index] = trimmed && str_is_utf8(value) ? text_trim(value) : value;
}

static bool is_tree(enum field_kind kind)
{
    return kind == FIELD_LIST || kind == FIELD_OBJECT;
}

/* Texts and names anywhere in a list or object; as deep as json_read takes them. */
static const char *tree_text_fault(const struct json_node *node)
{
    const char *fault = plain_fault(node->key, TEXT_ONE_LINE);
    if (fault == NULL && node->kind == JSON_KIND_STRING) {
        fault = plain_fault(node->text, TEXT_SEVERAL_LINES);
    }
    for (size_t i = 0; fault == NULL && i < node->count; i++) {
        fault = tree_text_fault(&node->items[i]);
    }
    return fault;
}

static const char *tree_fault(const struct request *req, size_t index)
{
    const struct field_rule *rule = &req->form.rule->fields[index];
    const struct json_node *node = req->form.nodes[index];
    if (node == NULL) {
        return rule->min > 0 ? "required" : NULL;
    }
    if (node->count > rule->max) {
        return "too_many";
    }
    return node->count < rule->min ? "required" : tree_text_fault(node);
}

/* A value that failed is kept, so that it can be shown again: without what cannot be seen, so that
 * sending it once more helps, and so that nothing else is ever kept of it. */
static str value_to_show(const struct request *req, size_t index)
{
    str value = req->form.values[index];
    if (!str_is_utf8(value)) {
        return STR("");
    }
    bool secret = req->form.rule->fields[index].kind == FIELD_SECRET;
    return secret ? value : text_plain(req->arena, value);
}

/* Judges every field once all are in. */
static void judge_fields(struct request *req)
{
    for (size_t i = 0; i < req->form.rule->count; i++) {
        const struct field_rule *rule = &req->form.rule->fields[i];
        if (rule->kind == FIELD_CHECK) {
            continue;
        }
        const char *fault =
            is_tree(rule->kind) ? tree_fault(req, i) : field_fault(rule, req->form.values[i]);
        if (fault != NULL) {
            form_fail(req, i, fault);
            req->form.values[i] = value_to_show(req, i);
        }
    }
}

static err refuse(struct request *req, const char *code)
{
    form_fail_whole(req, code);
    return ERR_INVALID;
}

/* True when the field belongs to those behind the rule's prefix; a wrong one is a mistake of the
 * form as a whole, since no field of the rule stands for it. */
static bool take_more(struct request *req, str name, str value)
{
    struct form *form = &req->form;
    str prefix = str_from_z(form->rule->more == NULL ? "" : form->rule->more);
    if (prefix.len == 0 || !str_starts(name, prefix)) {
        return false;
    }
    const struct field_rule rule = {"", FIELD_LINE, 0, FORM_MORE_CHARS_MAX};
    value = str_is_utf8(value) ? text_trim(value) : value;
    const char *fault = form->more_count == FORM_MORE_MAX ? "too_many" : field_fault(&rule, value);
    if (fault != NULL) {
        form_fail_whole(req, fault);
    } else {
        form->more[form->more_count++] = (struct form_more){str_skip(name, prefix.len), value};
    }
    return true;
}

static err read_page_form(struct request *req)
{
    str type = http_header(req->http, STR("content-type"));
    if (http_form_kind(type) == HTTP_FORM_NONE) {
        return refuse(req, "content_type");
    }
    struct http_form body;
    if (http_form_parse(req->arena, type, req->http->body, &body) != ERR_OK) {
        return refuse(req, "malformed");
    }
    for (size_t i = 0; i < body.count; i++) {
        const struct http_form_field *field = &body.fields[i];
        if (str_eq(field->name, STR("csrf"))) {
            req->form.csrf = field->value;
            continue;
        }
        if (str_eq(field->name, STR("accept_terms"))) {
            req->form.accepts_terms = field->value;
            continue;
        }
        size_t index = field_index(req->form.rule, field->name);
        if (index == req->form.rule->count && !field->is_file &&
            take_more(req, field->name, field->value)) {
            continue;
        }
        if (index == req->form.rule->count || field->is_file) {
            form_fail_whole(req, "unknown_field");
        } else if (is_tree(req->form.rule->fields[index].kind)) {
            form_fail(req, index, "wrong_type");
        } else {
            take_value(req, index, field->value);
        }
    }
    return ERR_OK;
}

static enum json_kind json_kind_of(enum field_kind kind)
{
    switch (kind) {
    case FIELD_CHECK:
        return JSON_KIND_BOOL;
    case FIELD_NUMBER:
        return JSON_KIND_INTEGER;
    case FIELD_LIST:
        return JSON_KIND_ARRAY;
    case FIELD_OBJECT:
        return JSON_KIND_OBJECT;
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SECRET:
    case FIELD_TOKEN:
        break;
    }
    return JSON_KIND_STRING;
}

/* The password of a call that asks for a proof stands beside the fields of its rule. */
static bool take_proof(struct request *req, const struct json_node *node)
{
    if (!proof_is_asked(req->route) || !str_eq(node->key, STR("password"))) {
        return false;
    }
    if (node->kind == JSON_KIND_STRING) {
        req->form.proof = str_sub(node->text, 0, FORM_PROOF_BYTES_MAX);
    } else if (node->kind != JSON_KIND_NULL) {
        req->form.proof_code = "wrong_type";
    }
    return true;
}

static void take_json_value(struct request *req, const struct json_node *node)
{
    size_t index = field_index(req->form.rule, node->key);
    if (index == req->form.rule->count && take_proof(req, node)) {
        return;
    }
    if (index == req->form.rule->count) {
        req->form.unknown = node->key;
        form_fail_whole(req, "unknown_field");
        return;
    }
    enum field_kind kind = req->form.rule->fields[index].kind;
    if (node->kind == JSON_KIND_NULL) {
        return;
    }
    if (node->kind != json_kind_of(kind)) {
        form_fail(req, index, "wrong_type");
    } else if (is_tree(kind)) {
        req->form.given[index] = true;
        req->form.nodes[index] = node;
    } else if (kind == FIELD_CHECK) {
        take_value(req, index, node->flag ? STR("1") : STR(""));
    } else if (kind == FIELD_NUMBER) {
        take_value(req, index, str_printf(req->arena, "%lld", (long long)node->number));
    } else {
        take_value(req, index, node->text);
    }
}

static bool is_json_type(str content_type)
{
    str rest;
    return str_eq_nocase(str_trim(str_cut(content_type, ';', &rest)), STR("application/json"));
}

static err read_json_form(struct request *req)
{
    bool empty = req->http->body.len == 0;
    str type = http_header(req->http, STR("content-type"));
    if ((!empty || type.len > 0) && !is_json_type(type)) {
        return refuse(req, "content_type");
    }
    if (empty) {
        return req->form.rule->count == 0 ? ERR_OK : refuse(req, "malformed");
    }
    if (!json_has_at_most(req->http->body, form_nodes_max(req->form.rule))) {
        return refuse(req, "too_large");
    }
    struct json_node body;
    if (json_read(req->arena, req->http->body, &body) != ERR_OK || body.kind != JSON_KIND_OBJECT) {
        return refuse(req, "malformed");
    }
    for (size_t i = 0; i < body.count; i++) {
        take_json_value(req, &body.items[i]);
    }
    return ERR_OK;
}

void form_begin(struct request *req)
{
    static const struct form_rule no_fields = {0};
    const struct form_rule *rule = req->route->form == NULL ? &no_fields : req->route->form;
    CHECK(rule->count <= FORM_FIELDS_MAX);
    req->form = (struct form){.rule = rule, .proof = STR("")};
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++) {
        req->form.values[i] = STR("");
    }
}

err form_read(struct request *req)
{
    form_begin(req);
    err e = req->is_api ? read_json_form(req) : read_page_form(req);
    if (e == ERR_OK) {
        judge_fields(req);
    }
    return e;
}
