/* SPDX-License-Identifier: Apache-2.0 */
/* A body of a form: what is accepted is clean text within its limits. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "bound.h"
#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = bounded_arena(size);
    struct http_form form;
    if (http_form_parse_urlencoded(&arena, (str){(const char *)data, size}, &form) == ERR_OK) {
        CHECK(form.count <= HTTP_FORM_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++) {
            const struct http_form_field *field = &form.fields[i];
            CHECK(field->name.len > 0 && field->name.len <= HTTP_FORM_NAME_MAX);
            CHECK(field->value.len <= HTTP_FORM_VALUE_MAX && !field->is_file);
            CHECK(str_is_utf8(field->value) && str_index(field->value, '\0') < 0);
            CHECK(http_form_field(&form, field->name) != NULL);
        }
    }
    bounded_end(&arena);
    return 0;
}
