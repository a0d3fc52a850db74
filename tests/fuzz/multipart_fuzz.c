/* SPDX-License-Identifier: Apache-2.0 */
/* A Content-Type in the first line, the body behind it. */
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
    str body;
    str type = str_cut((str){(const char *)data, size}, '\n', &body);
    if (http_form_parse(&arena, type, body, &form) == ERR_OK) {
        CHECK(form.count <= HTTP_FORM_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++) {
            const struct http_form_field *field = &form.fields[i];
            CHECK(field->name.len > 0 && http_is_clean_text(field->name));
            CHECK(field->is_file || http_is_clean_text(field->value));
            CHECK(http_is_clean_text(field->filename) && field->value.len <= body.len);
        }
    }
    bounded_end(&arena);
    return 0;
}
