/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"

#include "base/check.h"
#include "web/form_private.h"

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
    err e = req->is_api ? form_take_json(req) : form_take_page(req);
    if (e == ERR_OK) {
        form_check(req);
    }
    return e;
}
