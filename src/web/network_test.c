/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "web/network.h"

int main(void)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    test ("an IPv4 address is a network of its own") {
        expect_str(network_of(&arena, STR("198.51.100.7")), STR("198.51.100.7"));
    }
    test ("all addresses of a /64 are one network, whatever zeros their spelling leaves out") {
        expect_str(network_of(&arena, STR("2001:db8:1:2:3:4:5:6")), STR("2001:db8:1:2::/64"));
        expect_str(network_of(&arena, STR("2001:db8:1:2::6")), STR("2001:db8:1:2::/64"));
        expect_str(network_of(&arena, STR("2001:db8::1")), STR("2001:db8::/64"));
        expect_str(network_of(&arena, STR("2001:db8::2")), STR("2001:db8::/64"));
        expect_str(network_of(&arena, STR("2001:db8::a:b:c:d")), STR("2001:db8::/64"));
        expect_str(network_of(&arena, STR("2001:db8:0:1::a:b")), STR("2001:db8:0:1::/64"));
    }
    test ("this machine and its socket files stay as they are") {
        expect_str(network_of(&arena, STR("::1")), STR("::1"));
        expect_str(network_of(&arena, STR("unix")), STR("unix"));
    }
    arena_done(&arena);
    return tests_done();
}
