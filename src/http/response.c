/* SPDX-License-Identifier: Apache-2.0 */
#include "http/response.h"

#include <string.h>

#include "base/check.h"
#include "http/text.h"

static bool is_ours(str name)
{
    return str_eq_nocase(name, STR("Date")) || str_eq_nocase(name, STR("Content-Length")) ||
           str_eq_nocase(name, STR("Connection")) || str_eq_nocase(name, STR("Transfer-Encoding"));
}

static bool is_header_value(str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return true;
}

static void append(struct http_response *response, str name, str value)
{
    CHECK(http_is_token(name) && !is_ours(name) && is_header_value(value));
    CHECK(response->header_count < HTTP_RESPONSE_HEADERS_MAX);
    response->headers[response->header_count++] = (struct http_header){name, value};
}

void http_begin_headers(struct http_response *response, const struct http_header *list,
                        size_t count)
{
    CHECK(response->header_count == 0 && count <= HTTP_RESPONSE_HEADERS_MAX);
    memcpy(response->headers, list, count * sizeof *list);
    response->header_count = count;
}

void http_set_header(struct http_response *response, str name, str value)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (str_eq_nocase(response->headers[i].name, name)) {
            CHECK(is_header_value(value));
            response->headers[i].value = value;
            return;
        }
    }
    append(response, name, value);
}

void http_add_header(struct http_response *response, str name, str value)
{
    append(response, name, value);
}

void http_response_reset(struct http_response *response)
{
    response->status = 200;
    response->header_count = 0;
    response->body = STR("");
    response->close = false;
    response->more = false;
    response->broken = false;
    response->stream = NULL;
}

static bool is_cookie_value(str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c <= ' ' || c == '"' || c == ',' || c == ';' || c == '\\' || c == 0x7f) {
            return false;
        }
    }
    return true;
}

void http_add_cookie(struct http_response *response, struct arena *arena, str name, str value,
                     const struct http_cookie_options *options)
{
    str path = options->path.len > 0 ? options->path : STR("/");
    CHECK(http_is_token(name) && is_cookie_value(value) && is_cookie_value(path));
    str age = STR("");
    if (options->max_age_s >= 0) {
        age = str_printf(arena, "; Max-Age=%lld", (long long)options->max_age_s);
    }
    str text = str_printf(
        arena, "%" STR_FMT "=%" STR_FMT "; Path=%" STR_FMT "%" STR_FMT "; SameSite=%s%s%s",
        STR_ARG(name), STR_ARG(value), STR_ARG(path), STR_ARG(age),
        options->same_site_strict ? "Strict" : "Lax", options->secure ? "; Secure" : "",
        options->script_visible ? "" : "; HttpOnly");
    append(response, STR("Set-Cookie"), text);
}

static const struct {
    int status;
    str phrase;
} phrases[] = {
    {200, STR_INIT("OK")},
    {201, STR_INIT("Created")},
    {202, STR_INIT("Accepted")},
    {204, STR_INIT("No Content")},
    {206, STR_INIT("Partial Content")},
    {301, STR_INIT("Moved Permanently")},
    {302, STR_INIT("Found")},
    {303, STR_INIT("See Other")},
    {304, STR_INIT("Not Modified")},
    {307, STR_INIT("Temporary Redirect")},
    {308, STR_INIT("Permanent Redirect")},
    {400, STR_INIT("Bad Request")},
    {401, STR_INIT("Unauthorized")},
    {403, STR_INIT("Forbidden")},
    {404, STR_INIT("Not Found")},
    {405, STR_INIT("Method Not Allowed")},
    {406, STR_INIT("Not Acceptable")},
    {408, STR_INIT("Request Timeout")},
    {409, STR_INIT("Conflict")},
    {410, STR_INIT("Gone")},
    {411, STR_INIT("Length Required")},
    {412, STR_INIT("Precondition Failed")},
    {413, STR_INIT("Content Too Large")},
    {414, STR_INIT("URI Too Long")},
    {415, STR_INIT("Unsupported Media Type")},
    {416, STR_INIT("Range Not Satisfiable")},
    {417, STR_INIT("Expectation Failed")},
    {421, STR_INIT("Misdirected Request")},
    {422, STR_INIT("Unprocessable Content")},
    {428, STR_INIT("Precondition Required")},
    {429, STR_INIT("Too Many Requests")},
    {431, STR_INIT("Request Header Fields Too Large")},
    {500, STR_INIT("Internal Server Error")},
    {501, STR_INIT("Not Implemented")},
    {503, STR_INIT("Service Unavailable")},
    {505, STR_INIT("HTTP Version Not Supported")},
};

str http_status_phrase(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        if (phrases[i].status == status) {
            return phrases[i].phrase;
        }
    }
    return STR("Status");
}
