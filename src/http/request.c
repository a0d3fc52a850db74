/* SPDX-License-Identifier: Apache-2.0 */
#include "http/request.h"

#include "base/text.h"

#include "http/form.h"
#include "http/text.h"

str http_header(const struct http_request *request, str name)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (str_eq_nocase(request->headers[i].name, name)) {
            return request->headers[i].value;
        }
    }
    return STR("");
}

bool http_query_param(const struct http_request *request, str name, str *out)
{
    str rest = request->query;
    while (rest.len > 0) {
        str value;
        str decoded;
        str key = str_cut(str_cut(rest, '&', &rest), '=', &value);
        struct arena_mark mark = arena_mark(request->arena);
        bool is_it =
            http_percent_decode(request->arena, key, true, &decoded) && str_eq(decoded, name);
        arena_rewind(request->arena, mark);
        if (!is_it) {
            continue;
        }
        if (!http_percent_decode(request->arena, value, true, &decoded) ||
            !http_is_clean_text(decoded)) {
            return false;
        }
        *out = text_plain(request->arena, decoded);
        return true;
    }
    return false;
}

bool http_query_is_ambiguous(const struct http_request *request)
{
    str names[HTTP_QUERY_PARAMS_MAX];
    size_t count = 0;
    str rest = request->query;
    while (rest.len > 0) {
        str value, name;
        str pair = str_cut(rest, '&', &rest);
        if (pair.len == 0 ||
            !http_percent_decode(request->arena, str_cut(pair, '=', &value), true, &name)) {
            continue; /* nobody can ask for such a name */
        }
        for (size_t i = 0; i < count; i++) {
            if (str_eq(names[i], name)) {
                return true;
            }
        }
        if (count == HTTP_QUERY_PARAMS_MAX) {
            return true;
        }
        names[count++] = name;
    }
    return false;
}

str http_method_word(enum http_method method)
{
    switch (method) {
    case HTTP_NONE:
        break;
#define X(name, word)                                                                              \
    case name:                                                                                     \
        return STR(word);
        HTTP_METHOD_LIST(X)
#undef X
    }
    return STR("");
}
