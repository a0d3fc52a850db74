/* SPDX-License-Identifier: Apache-2.0 */
#include "web/headers.h"

#include "base/attr.h"

#define POLICY_PAGE                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "font-src 'self'; connect-src 'self'; media-src 'self'; worker-src 'self'; "                   \
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "                \
    "frame-ancestors 'none'"
#define POLICY_DATA "default-src 'none'; frame-ancestors 'none'; sandbox"

/* The last row is for https alone. Referrer-Policy is same-origin and not stricter, because
 * "no-referrer" also turns the Origin header of our own forms into "null". */
static const struct http_header rows[] = {
    {STR_INIT("Content-Security-Policy"), STR_INIT(POLICY_DATA)},
    {STR_INIT("X-Content-Type-Options"), STR_INIT("nosniff")},
    {STR_INIT("X-Frame-Options"), STR_INIT("DENY")},
    {STR_INIT("Referrer-Policy"), STR_INIT("same-origin")},
    {STR_INIT("Cross-Origin-Opener-Policy"), STR_INIT("same-origin")},
    {STR_INIT("Cross-Origin-Resource-Policy"), STR_INIT("same-origin")},
    {STR_INIT("Permissions-Policy"),
     STR_INIT("camera=(), geolocation=(), microphone=(), payment=(), usb=()")},
    {STR_INIT("Cache-Control"), STR_INIT("no-store")},
    {STR_INIT("Strict-Transport-Security"), STR_INIT("max-age=31536000; includeSubDomains")},
};

const struct http_header *security_headers(bool secure, size_t *out_count)
{
    *out_count = secure ? ARRAY_LEN(rows) : ARRAY_LEN(rows) - 1;
    return rows;
}

void security_headers_set(struct http_response *response, bool secure, bool is_page)
{
    size_t count = 0;
    const struct http_header *list = security_headers(secure, &count);
    for (size_t i = 0; i < count; i++) {
        http_set_header(response, list[i].name, list[i].value);
    }
    if (is_page) {
        http_set_header(response, STR("Content-Security-Policy"), STR(POLICY_PAGE));
    }
}
