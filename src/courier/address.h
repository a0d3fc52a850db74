/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request may go: to public addresses, and to the private networks an operator named. What
 * is checked is the address a socket is about to be connected to, so neither a name, nor a strange
 * way of writing a number, nor a DNS server that changes its mind leads anywhere else. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include "base/str.h"

/* Routed on the internet, as far as its number tells. */
bool address_is_public(const struct sockaddr *address);

/* Within one of the networks: "10.1.0.0/16, ::1, 127.0.0.1", separated by commas. */
bool address_is_in(const struct sockaddr *address, str networks);

/* Whether each of them is a network. */
bool networks_are_good(str networks);
