/* SPDX-License-Identifier: Apache-2.0 */
/* Who the client is. Behind a proxy the address stands in X-Forwarded-For, which anybody may write;
 * so it is believed only as far as each hop from the right is a configured proxy. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "http/request.h"

#define FORWARD_RANGES_MAX 64

/* An address as IPv6, IPv4 mapped into it. */
struct forward_address {
    uint8_t bytes[16];
};

struct forward_range {
    struct forward_address address;
    int bits;
};

struct forward_trust {
    struct forward_range ranges[FORWARD_RANGES_MAX];
    int count;
    bool socket_files; /* whoever connects to a socket file */
};

struct peer {
    bool is_trusted;
    char text[48]; /* the address, "unix" for a socket file */
};

/* Reads "127.0.0.1, 10.0.0.0/8 ::1 unix". ERR_INVALID when a word is none of these. */
err forward_trust_parse(str list, struct forward_trust *out) MUST_CHECK;

/* The other end of a connection. */
void forward_peer(const struct forward_trust *trust, const struct sockaddr_storage *address,
                  struct peer *out);

/* The peer must outlive the request. Fills request->peer and request->secure from the connection
 * and, when its other end is a trusted proxy, from the headers. */
void forward_apply(const struct forward_trust *trust, const struct peer *peer,
                   struct http_request *request);
