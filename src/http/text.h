/* SPDX-License-Identifier: Apache-2.0 */
/* Small tables of HTTP's grammar (RFC 9110, 9112, 3986), shared inside this folder. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* A character of a token: header names, methods, cookie names. */
bool http_is_tchar(char c);

/* One token, not empty. */
bool http_is_token(str s);

/* Value of a hexadecimal digit, -1 for anything else. */
int http_hex(char c);

/* Percent-decoding into the arena, in forms also "+" to space; false on a bad escape. */
bool http_percent_decode(struct arena *arena, str s, bool plus_is_space, str *out);

/* Most parameters of one header value. */
#define HTTP_PARAMETERS_MAX 32

/* The parameter of a header value such as `multipart/form-data; boundary="x"`; quotes removed and
 * escapes resolved, in at most as many bytes of the arena as the value has. False when absent,
 * repeated or malformed, or when there are more than HTTP_PARAMETERS_MAX. */
bool http_parameter(struct arena *arena, str value, str name, str *out);

/* True when the comma-separated list has the token, without regard to case. */
bool http_list_has(str list, str token);
