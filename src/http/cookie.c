/* SPDX-License-Identifier: Apache-2.0 */
#include "http/cookie.h"

/* Looks through one Cookie header; counts how often the name stands there. */
static int find(str list, str name, str *out)
{
    int seen = 0;
    while (list.len > 0) {
        str value;
        str pair = str_trim(str_cut(list, ';', &list));
        if (str_index(pair, '=') < 0) {
            continue;
        }
        str key = str_cut(pair, '=', &value);
        if (str_eq(key, name)) {
            *out = value;
            seen++;
        }
    }
    return seen;
}

bool http_cookie(const struct http_request *request, str name, str *out)
{
    int seen = 0;
    str value = STR("");
    for (size_t i = 0; i < request->header_count; i++) {
        if (str_eq_nocase(request->headers[i].name, STR("Cookie"))) {
            seen += find(request->headers[i].value, name, &value);
        }
    }
    if (seen != 1) {
        return false;
    }
    if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"') {
        value = str_sub(value, 1, value.len - 2);
    }
    *out = value;
    return true;
}
