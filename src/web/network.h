/* SPDX-License-Identifier: Apache-2.0 */
/* Whom budgets are kept for. One customer has one IPv4 address but 2^64 of IPv6, so his whole /64
 * counts as one, however its addresses are spelled. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* The network of a client address: "198.51.100.7", "2001:db8:1:2::/64". What is no IPv6 address,
 * and this machine itself, stays as it is. */
str network_of(struct arena *arena, str peer);

/* A program on this machine, or a proxy nobody told us about, behind which everybody would share
 * one budget: coarse budgets do not count it. */
bool network_is_this_machine(str network);
