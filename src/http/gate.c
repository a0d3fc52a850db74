/* SPDX-License-Identifier: Apache-2.0 */
#include "http/gate.h"

#include <arpa/inet.h>
#include <string.h>

#include "http/text.h"

static bool is_ordinary(unsigned char c)
{
    return c >= 0x20 && c != 0x7f;
}

/* A line ended; end is the offset of its CR. GATE_DONE for the empty line behind the headers. */
static int line_ends(struct gate_scan *scan, size_t end)
{
    size_t len = end - scan->line_start;
    if (len == 0 && scan->lines == 0) {
        if (scan->skipped > 0) {
            return 400;
        }
        scan->skipped = 2;
    } else if (len == 0) {
        return GATE_DONE;
    } else {
        if (scan->lines == 0) {
            scan->first_line = end + 2;
        }
        scan->lines++;
    }
    scan->line_start = end + 2;
    return scan->lines > GATE_HEADERS_MAX + 1 ? 431 : GATE_MORE;
}

static int over_limit(const struct gate_scan *scan)
{
    if (scan->lines == 0) {
        return scan->seen - scan->line_start > GATE_REQUEST_LINE_MAX ? 414 : GATE_MORE;
    }
    return scan->seen - scan->first_line > GATE_HEADER_BYTES_MAX ? 431 : GATE_MORE;
}

/* A byte that is not ordinary text, or the first of a line. */
static int special_byte(struct gate_scan *scan, unsigned char c, size_t at)
{
    if (scan->after_cr) {
        scan->after_cr = false;
        return c == '\n' ? line_ends(scan, at - 1) : 400;
    }
    if (at == scan->line_start && (c == ' ' || c == '\t')) {
        return 400; /* a folded line, or white space before the method */
    }
    if (c == '\r') {
        scan->after_cr = true;
        return GATE_MORE;
    }
    if (c == '\t') {
        return scan->lines == 0 ? 400 : GATE_MORE;
    }
    return is_ordinary(c) ? GATE_MORE : 400;
}

int gate_scan(struct gate_scan *scan, const char *data, size_t len)
{
    size_t at = scan->seen;
    while (at < len) {
        if (!scan->after_cr && at != scan->line_start) {
            while (at < len && is_ordinary((unsigned char)data[at])) {
                at++;
            }
            if (at == len) {
                break;
            }
        }
        int result = special_byte(scan, (unsigned char)data[at], at);
        at++;
        scan->seen = at;
        if (result == GATE_MORE) {
            result = over_limit(scan);
        }
        if (result != GATE_MORE) {
            return result;
        }
    }
    scan->seen = at;
    return over_limit(scan);
}

static enum http_method method_of(str word)
{
#define X(name, text)                                                                              \
    if (str_eq(word, STR(text))) {                                                                 \
        return name;                                                                               \
    }
    HTTP_METHOD_LIST(X)
#undef X
    return HTTP_NONE;
}

static int check_version(str version, struct gate_framing *framing)
{
    if (str_eq(version, STR("HTTP/1.1"))) {
        return GATE_DONE;
    }
    if (str_eq(version, STR("HTTP/1.0"))) {
        framing->http_1_0 = true;
        return GATE_DONE;
    }
    bool is_version = version.len == 8 && str_starts(version, STR("HTTP/")) &&
                      version.ptr[5] >= '0' && version.ptr[5] <= '9' && version.ptr[6] == '.' &&
                      version.ptr[7] >= '0' && version.ptr[7] <= '9';
    return is_version ? 505 : 400;
}

int gate_request_line(str line, struct http_request *request, struct gate_framing *framing)
{
    str rest;
    str version;
    str method = str_cut(line, ' ', &rest);
    str target = str_cut(rest, ' ', &version);
    if (!http_is_token(method) || target.len == 0) {
        return 400;
    }
    int result = check_version(version, framing);
    if (result != GATE_DONE) {
        return result;
    }
    request->method = method_of(method);
    request->target = target;
    if (request->method != HTTP_NONE) {
        return GATE_DONE;
    }
    bool is_dangerous = str_eq(method, STR("TRACE")) || str_eq(method, STR("CONNECT"));
    return is_dangerous ? 405 : 501;
}

/* host or host:port (RFC 3986): a name of letters, digits, "-", "." and "_", or a bracketed IPv6
 * address. Narrower than reg-name on purpose. */
static bool is_host_name(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool allowed = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_';
        if (!allowed) {
            return false;
        }
    }
    return s.len > 0 && s.len <= 253 && s.ptr[0] != '.' && str_find(s, STR("..")) < 0;
}

static bool is_ipv6(str s)
{
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;
    if (s.len == 0 || s.len >= sizeof text) {
        return false;
    }
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    return inet_pton(AF_INET6, text, &address) == 1;
}

static bool is_port(str s)
{
    int64_t port = 0;
    return s.len > 0 && s.len <= 5 && s.ptr[0] != '-' && str_to_i64(s, &port) && port > 0 &&
           port <= 65535;
}

static bool is_authority(str s)
{
    str port = STR("");
    bool has_port = false;
    bool is_good = false;
    if (str_starts(s, STR("["))) {
        ptrdiff_t close = str_index(s, ']');
        if (close < 0) {
            return false;
        }
        port = str_skip(s, (size_t)close + 1);
        is_good = is_ipv6(str_sub(s, 1, (size_t)close - 1));
        has_port = port.len > 0;
        if (has_port && port.ptr[0] != ':') {
            return false;
        }
        port = str_skip(port, 1);
    } else {
        has_port = str_index(s, ':') >= 0;
        is_good = is_host_name(str_cut(s, ':', &port));
    }
    return is_good && (!has_port || is_port(port));
}

/* Host stands there once; HTTP/1.0, which the health checks of balancers speak, may leave it out
 * (RFC 9112, section 3.2) unless its target names a host. */
static int one_host(struct http_request *request, const struct gate_framing *framing)
{
    int count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        if (str_eq_nocase(request->headers[i].name, STR("Host"))) {
            request->host = request->headers[i].value;
            count++;
        }
    }
    bool is_relative = request->target.ptr[0] == '/' || request->target.ptr[0] == '*';
    if (count == 0 && framing->http_1_0 && is_relative) {
        request->host = STR("");
        return GATE_DONE;
    }
    if (count != 1 || !is_authority(request->host)) {
        return 400;
    }
    /* An absolute target that names another host has two readings; see gate_target. */
    if (is_relative) {
        return GATE_DONE;
    }
    ptrdiff_t at = str_find(request->target, STR("://"));
    str rest = str_skip(request->target, (size_t)at + 3);
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] != '/' && rest.ptr[len] != '?') {
        len++;
    }
    return str_eq_nocase(str_sub(rest, 0, len), request->host) ? GATE_DONE : 400;
}

static int content_length(str value, struct gate_framing *framing)
{
    uint64_t length = 0;
    if (value.len == 0 || value.len > 18) {
        return 400;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9') {
            return 400;
        }
        length = length * 10 + (uint64_t)(value.ptr[i] - '0');
    }
    framing->length = length;
    return GATE_DONE;
}

static int transfer_encoding(str value, struct gate_framing *framing)
{
    if (framing->http_1_0) {
        return 400;
    }
    framing->chunked = true;
    if (str_eq_nocase(value, STR("chunked"))) {
        return GATE_DONE;
    }
    /* Codings the standard knows but we do not speak; the rest is an attempt at confusion. */
    str last = value;
    while (str_index(last, ',') >= 0) {
        str_cut(last, ',', &last);
    }
    bool ends_chunked = str_eq_nocase(str_trim(last), STR("chunked"));
    return ends_chunked && !http_list_has(str_sub(value, 0, value.len - last.len), STR("chunked"))
               ? 501
               : 400;
}

static int expectation(str value, struct gate_framing *framing)
{
    if (!str_eq_nocase(value, STR("100-continue"))) {
        return 417;
    }
    framing->expects_continue = !framing->http_1_0;
    return GATE_DONE;
}

/* How often each field that may stand only once was seen. */
struct seen {
    int length, encoding, expect, type;
};

static int framing_field(const struct http_header *header, struct gate_framing *framing,
                         struct seen *seen)
{
    if (str_eq_nocase(header->name, STR("Content-Length"))) {
        return seen->length++ > 0 ? 400 : content_length(header->value, framing);
    }
    if (str_eq_nocase(header->name, STR("Transfer-Encoding"))) {
        return seen->encoding++ > 0 ? 400 : transfer_encoding(header->value, framing);
    }
    if (str_eq_nocase(header->name, STR("Expect"))) {
        return seen->expect++ > 0 ? 417 : expectation(header->value, framing);
    }
    if (str_eq_nocase(header->name, STR("Content-Type"))) {
        return seen->type++ > 0 ? 400 : GATE_DONE;
    }
    if (str_eq_nocase(header->name, STR("Connection"))) {
        if (http_list_has(header->value, STR("close"))) {
            framing->keep_alive = false;
        } else if (framing->http_1_0 && http_list_has(header->value, STR("keep-alive"))) {
            framing->keep_alive = true;
        }
    }
    return GATE_DONE;
}

int gate_headers(struct http_request *request, struct gate_framing *framing)
{
    struct seen seen = {0};
    int result = one_host(request, framing);
    framing->keep_alive = !framing->http_1_0;
    for (size_t i = 0; i < request->header_count && result == GATE_DONE; i++) {
        result = framing_field(&request->headers[i], framing, &seen);
    }
    if (result == GATE_DONE && seen.length > 0 && seen.encoding > 0) {
        return 400;
    }
    return result;
}
