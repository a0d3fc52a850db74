/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the values of a form, as far as the kinds of its fields tell. */
#include "base/text.h"
#include "web/form_private.h"

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

const char *form_text_fault(const struct field_rule *rule, str value)
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

bool form_is_tree(enum field_kind kind)
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

void form_check(struct request *req)
{
    for (size_t i = 0; i < req->form.rule->count; i++) {
        const struct field_rule *rule = &req->form.rule->fields[i];
        if (rule->kind == FIELD_CHECK) {
            continue;
        }
        const char *fault = form_is_tree(rule->kind) ? tree_fault(req, i)
                                                     : form_text_fault(rule, req->form.values[i]);
        if (fault != NULL) {
            form_fail(req, i, fault);
            req->form.values[i] = value_to_show(req, i);
        }
    }
}
