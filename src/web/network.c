/* SPDX-License-Identifier: Apache-2.0 */
#include "web/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define PREFIX_BYTES 8

str network_of(struct arena *arena, str peer)
{
    struct in6_addr address;
    if (str_index(peer, ':') < 0 || inet_pton(AF_INET6, str_z(arena, peer), &address) != 1 ||
        IN6_IS_ADDR_LOOPBACK(&address)) {
        return peer;
    }
    char text[INET6_ADDRSTRLEN];
    memset(address.s6_addr + PREFIX_BYTES, 0, sizeof address.s6_addr - PREFIX_BYTES);
    inet_ntop(AF_INET6, &address, text, sizeof text);
    return str_printf(arena, "%s/64", text);
}

bool network_is_this_machine(str network)
{
    return str_starts(network, STR("127.")) || str_eq(network, STR("::1")) ||
           str_eq(network, STR("unix"));
}
