/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "web/components.h"
#include "web/form.h"
#include "web/request.h"

struct field *fields_of_form(struct request *req, const struct form_rule *rule)
{
    bool sent = req->form.rule == rule;
    struct field *fields = ARENA_ARRAY(req->arena, struct field, rule->count);
    for (size_t i = 0; i < rule->count; i++) {
        const struct field_rule *of = &rule->fields[i];
        bool secret = of->kind == FIELD_SECRET;
        fields[i] = (struct field){
            .name = str_from_z(of->name),
            .error = sent ? form_message(req, i) : STR(""),
            .type = secret ? STR("password") : STR(""),
            .value = sent && !secret && of->kind != FIELD_CHECK ? form_text(req, i) : STR(""),
            .checked = sent && of->kind == FIELD_CHECK && form_checked(req, i),
            .required = of->min > 0,
            /* A browser would cut a password that is pasted, without a word. */
            .max = secret ? 0 : of->max,
        };
    }
    return fields;
}

struct field *fields_of(struct request *req)
{
    CHECK(req->route->form != NULL);
    return fields_of_form(req, req->route->form);
}

void field_for_code(const struct request *req, struct field *field)
{
    field->label = tr(req->lang, "Code");
    field->inputmode = STR("numeric");
    field->autocomplete = STR("one-time-code");
    field->required = true;
    field->autofocus = true;
}
