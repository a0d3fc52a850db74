/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"

#include "base/check.h"
#include "http/form.h"
#include "json/reader.h"
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

void form_fail(struct request *req, size_t index, const char *code)
{
    if (req->form.codes[index] == NULL) {
        req->form.codes[index] = code;
    }
}

void form_fail_whole(struct request *req, const char *code)
{
    if (req->form.code == NULL) {
        req->form.code = code;
    }
}

bool form_failed(const struct request *req)
{
    if (req->form.code != NULL) {
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

static bool has_controls(str s, bool several_lines)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool line_break = c == '\n' || c == '\r' || c == '\t';
        if ((c < 0x20 && !(several_lines && line_break)) || c == 0x7F) {
            return true;
        }
    }
    return false;
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

/* What is wrong with the text of a field, as far as its kind tells; NULL when nothing is. */
static const char *text_fault(const struct field_rule *rule, str value)
{
    if (!str_is_utf8(value)) {
        return "bad_encoding";
    }
    size_t chars = str_char_count(value);
    if (chars == 0) {
        return rule->min > 0 ? "required" : NULL;
    }
    if (chars > rule->max) {
        return "too_long";
    }
    if (has_controls(value, rule->kind == FIELD_TEXT) ||
        (rule->kind == FIELD_TOKEN && !is_printable_ascii(value))) {
        return "bad_characters";
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
    req->form.values[index] = rule->kind == FIELD_LINE ? str_trim(value) : value;
}

/* Judges every field once all are in; a value that failed is kept, so that it can be shown again.
 */
static void judge_fields(struct request *req)
{
    for (size_t i = 0; i < req->form.rule->count; i++) {
        const struct field_rule *rule = &req->form.rule->fields[i];
        if (rule->kind == FIELD_CHECK) {
            continue;
        }
        const char *fault = text_fault(rule, req->form.values[i]);
        if (fault != NULL) {
            form_fail(req, i, fault);
        }
        if (fault != NULL && !str_is_utf8(req->form.values[i])) {
            req->form.values[i] = STR("");
        }
    }
}

static err refuse(struct request *req, const char *code)
{
    form_fail_whole(req, code);
    return ERR_INVALID;
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
        size_t index = field_index(req->form.rule, field->name);
        if (index == req->form.rule->count || field->is_file) {
            form_fail_whole(req, "unknown_field");
        } else {
            take_value(req, index, field->value);
        }
    }
    return ERR_OK;
}

static void take_json_value(struct request *req, const struct json_node *node)
{
    size_t index = field_index(req->form.rule, node->key);
    if (index == req->form.rule->count) {
        req->form.unknown = node->key;
        form_fail_whole(req, "unknown_field");
        return;
    }
    bool is_check = req->form.rule->fields[index].kind == FIELD_CHECK;
    if (node->kind == JSON_KIND_NULL) {
        return;
    }
    if (is_check && node->kind == JSON_KIND_BOOL) {
        take_value(req, index, node->flag ? STR("1") : STR(""));
    } else if (!is_check && node->kind == JSON_KIND_STRING) {
        take_value(req, index, node->text);
    } else {
        form_fail(req, index, "wrong_type");
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
    req->form = (struct form){.rule = rule};
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
