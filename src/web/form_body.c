/* SPDX-License-Identifier: Apache-2.0 */
/* The bodies a form comes in: of a page (urlencoded or multipart) and of the API (JSON). */
#include "base/text.h"
#include "http/form.h"
#include "web/form_private.h"
#include "web/form_size.h"
#include "web/proof.h"

static size_t field_index(const struct form_rule *rule, str name)
{
    size_t i = 0;
    while (i < rule->count && !str_eq(name, str_from_z(rule->fields[i].name))) {
        i++;
    }
    return i;
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
    const char *fault =
        form->more_count == FORM_MORE_MAX ? "too_many" : form_text_fault(&rule, value);
    if (fault != NULL) {
        form_fail_whole(req, fault);
    } else {
        form->more[form->more_count++] = (struct form_more){str_skip(name, prefix.len), value};
    }
    return true;
}

err form_take_page(struct request *req)
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
        } else if (form_is_tree(req->form.rule->fields[index].kind)) {
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
    } else if (form_is_tree(kind)) {
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

err form_take_json(struct request *req)
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
