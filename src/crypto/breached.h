/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords known from breaches, in a file of the operator's: SHA-1 digests in hexadecimal, one a
 * line, sorted, whatever stands behind them on the line ignored ("DIGEST:COUNT", as the well-known
 * lists are). Digests may be cut to their first digits, 10 at least, to save room. A file of any
 * size costs some thirty small reads: it is searched in place and never loaded. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/secret.h"

/* ERR_UNAVAILABLE when the file cannot be read, ERR_INVALID when it is not such a list. */
err breached_has(const char *path, struct secret password, bool *out) MUST_CHECK;
