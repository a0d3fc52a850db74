/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>

#include "system/settings.h"

/* The host of scheme://host[:port][/…], brackets of IPv6 taken off; empty when there is none. */
static str url_host(str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    if (scheme <= 0) {
        return (str){0};
    }
    str rest = str_skip(url, (size_t)scheme + 3);
    str unused;
    str authority = str_cut(rest, '/', &unused);
    if (authority.len > 0 && authority.ptr[0] == '[') {
        return str_cut(str_skip(authority, 1), ']', &unused);
    }
    return str_cut(authority, ':', &unused);
}

bool url_is_loopback(str url)
{
    str host = url_host(url);
    if (host.len == 0 || host.len > 60 || str_index(url, '@') >= 0) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, 1024);
    char *z = str_z(&arena, host);
    struct in_addr v4;
    struct in6_addr v6;
    bool loopback = str_eq_nocase(host, STR("localhost"));
    if (inet_pton(AF_INET, z, &v4) == 1) {
        loopback = ntohl(v4.s_addr) >> 24 == 127;
    } else if (inet_pton(AF_INET6, z, &v6) == 1) {
        loopback = IN6_IS_ADDR_LOOPBACK(&v6);
    }
    arena_done(&arena);
    return loopback;
}
