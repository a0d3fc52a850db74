/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

struct network {
    int family;
    unsigned char bytes[16];
    unsigned bits;
};

static const char *const not_public_4[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
};

/* Within 2000::/3; everything outside of it is no public address either. */
static const char *const not_public_6[] = {"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"};

static bool same_bits(const unsigned char *a, const unsigned char *b, unsigned bits)
{
    if (memcmp(a, b, bits / 8) != 0) {
        return false;
    }
    unsigned char rest = (unsigned char)(0xff00 >> (bits % 8));
    return bits % 8 == 0 || ((a[bits / 8] ^ b[bits / 8]) & rest) == 0;
}

static bool network_read(str text, struct network *out)
{
    char host[64];
    str length = {0};
    bool has_length = str_index(text, '/') >= 0;
    str address = str_cut(text, '/', &length);
    if (address.len == 0 || address.len >= sizeof(host)) {
        return false;
    }
    memcpy(host, address.ptr, address.len);
    host[address.len] = '\0';
    out->family = str_index(address, ':') >= 0 ? AF_INET6 : AF_INET;
    int64_t most = out->family == AF_INET6 ? 128 : 32;
    int64_t bits = most;
    if (inet_pton(out->family, host, out->bytes) != 1 ||
        (has_length && !str_to_i64(length, &bits)) || bits < 0 || bits > most) {
        return false;
    }
    out->bits = (unsigned)bits;
    return true;
}

/* The address as bytes; an IPv4 address written as IPv6 is the IPv4 address. */
static bool bytes_of(const struct sockaddr *address, struct network *out)
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;
        *out = (struct network){.family = AF_INET, .bits = 32};
        memcpy(out->bytes, &in->sin_addr, 4);
        return true;
    }
    if (address->sa_family != AF_INET6) {
        return false;
    }
    const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)address;
    const unsigned char *bytes = in->sin6_addr.s6_addr;
    bool is_4 = memcmp(bytes, mapped, sizeof(mapped)) == 0;
    *out = (struct network){.family = is_4 ? AF_INET : AF_INET6, .bits = is_4 ? 32 : 128};
    memcpy(out->bytes, is_4 ? bytes + 12 : bytes, is_4 ? 4 : 16);
    return true;
}

static bool is_within(const struct network *address, str text)
{
    struct network network;
    return network_read(text, &network) && network.family == address->family &&
           same_bits(address->bytes, network.bytes, network.bits);
}

static bool is_in_any(const struct network *address, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_within(address, str_from_z(list[i]))) {
            return true;
        }
    }
    return false;
}

bool address_is_public(const struct sockaddr *address)
{
    struct network own;
    if (!bytes_of(address, &own)) {
        return false;
    }
    return own.family == AF_INET ? !is_in_any(&own, not_public_4, ARRAY_LEN(not_public_4))
                                 : is_within(&own, STR("2000::/3")) &&
                                       !is_in_any(&own, not_public_6, ARRAY_LEN(not_public_6));
}

bool address_is_in(const struct sockaddr *address, str networks)
{
    struct network own;
    bool found = false;
    if (!bytes_of(address, &own)) {
        return false;
    }
    while (!found && networks.len > 0) {
        found = is_within(&own, str_trim(str_cut(networks, ',', &networks)));
    }
    return found;
}

bool networks_are_good(str networks)
{
    bool good = true;
    struct network network;
    while (good && networks.len > 0) {
        str one = str_trim(str_cut(networks, ',', &networks));
        good = one.len == 0 || network_read(one, &network);
    }
    return good;
}
