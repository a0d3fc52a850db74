/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "web/components.h"
#include "web/form.h"
#include "web/request.h"

struct field *fields_of(struct request *req)
{
    const struct form_rule *rule = req->form.rule != NULL ? req->form.rule : req->route->form;
    CHECK(rule != NULL);
    struct field *fields = ARENA_ARRAY(req->arena, struct field, rule->count);
    for (size_t i = 0; i < rule->count; i++) {
        const struct field_rule *of = &rule->fields[i];
        fields[i] = (struct field){
            .name = str_from_z(of->name),
            .error = form_message(req, i),
            .max = of->max,
            .required = of->min > 0,
        };
        if (of->kind == FIELD_SECRET) {
            fields[i].type = STR("password");
            fields[i].max = 0; /* a browser would cut what is pasted without a word */
        } else if (of->kind == FIELD_CHECK) {
            fields[i].checked = form_checked(req, i);
        } else {
            fields[i].value = form_text(req, i);
        }
    }
    return fields;
}
