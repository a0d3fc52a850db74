/* SPDX-License-Identifier: Apache-2.0 */
/* The name that is looked for in the first line, Cookie headers in the lines behind it. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "http/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_header headers[8];
    struct http_request request = {.headers = headers};
    str rest;
    str value = STR("");
    str name = str_cut((str){(const char *)data, size}, '\n', &rest);
    while (rest.len > 0 && request.header_count < ARRAY_LEN(headers)) {
        str line = str_cut(rest, '\n', &rest);
        headers[request.header_count++] = (struct http_header){STR("Cookie"), line};
    }
    if (http_cookie(&request, name, &value)) {
        CHECK(str_index(value, ';') < 0 && value.len < size);
    }
    return 0;
}
