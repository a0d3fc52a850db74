/* SPDX-License-Identifier: Apache-2.0 */
/* Mail domains whose addresses no account may have: disposable mail and the like, listed by the
 * operator in a file, one a line; # begins a comment. */
#pragma once

#include <stdbool.h>

#include "features/accounts/identifier.h"
#include "web/site.h"

#define BANNED_DOMAINS_BYTES_MAX ((size_t)4 * 1024 * 1024)

/* True when the address' domain, or one above it, is in the operator's file. A file that cannot be
 * read bans nobody and is logged. */
bool email_domain_is_banned(struct arena *arena, const struct site *site, struct email email);

/* The same in a list at hand. */
bool domain_is_listed(str list, str domain);
