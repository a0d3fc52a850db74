/* SPDX-License-Identifier: Apache-2.0 */
#include "web/headers.h"

#include "base/attr.h"

#define POLICY_PAGE                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "font-src 'self'; connect-src 'self'; media-src 'self'; worker-src 'self'; "                   \
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "                \
    "frame-ancestors 'none'; report-to csp; report-uri /csp-reports"
#define POLICY_DATA "default-src 'none'; frame-ancestors 'none'; sandbox"

/* The last row is for https alone. Referrer-Policy is same-origin and not stricter, because
 * "no-referrer" also turns the Origin header of our own forms into "null". */
#define ROWS(policy)                                                                               \
    {                                                                                              \
        {STR_INIT("Content-Security-Policy"), STR_INIT(policy)},                                   \
            {STR_INIT("X-Content-Type-Options"), STR_INIT("nosniff")},                             \
            {STR_INIT("X-Frame-Options"), STR_INIT("DENY")},                                       \
            {STR_INIT("Referrer-Policy"), STR_INIT("same-origin")},                                \
            {STR_INIT("Cross-Origin-Opener-Policy"), STR_INIT("same-origin")},                     \
            {STR_INIT("Cross-Origin-Resource-Policy"), STR_INIT("same-origin")},                   \
            {STR_INIT("Permissions-Policy"),                                                       \
             STR_INIT("camera=(), geolocation=(), microphone=(), payment=(), usb=()")},            \
            {STR_INIT("Cache-Control"), STR_INIT("no-store")},                                     \
            {STR_INIT("Strict-Transport-Security"),                                                \
             STR_INIT("max-age=31536000; includeSubDomains")},                                     \
    }

static const struct http_header rows_of_data[] = ROWS(POLICY_DATA);
static const struct http_header rows_of_pages[] = ROWS(POLICY_PAGE);

static size_t row_count(bool secure)
{
    return secure ? ARRAY_LEN(rows_of_data) : ARRAY_LEN(rows_of_data) - 1;
}

const struct http_header *security_headers(bool secure, size_t *out_count)
{
    *out_count = row_count(secure);
    return rows_of_data;
}

void security_headers_set(struct http_response *response, bool secure, bool is_page)
{
    http_begin_headers(response, is_page ? rows_of_pages : rows_of_data, row_count(secure));
    if (is_page) {
        http_set_header(response, STR("Reporting-Endpoints"), STR("csp=\"/csp-reports\""));
    }
}

void clear_site_data_set(struct http_response *response)
{
    http_set_header(response, STR("Clear-Site-Data"), STR("\"cache\", \"storage\""));
}
