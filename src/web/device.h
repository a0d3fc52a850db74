/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that have signed in before. A browser gets a random name in a signed cookie that lasts a
 * year; which accounts were opened on it, features/signin keeps. Such a device has a budget of its
 * own, so that others guessing a password never lock the owner out, and goes first when sign-ins
 * queue. */
#pragma once

#include <stdbool.h>

#include "web/request.h"

/* The device's name (32 hex digits), or empty when the client brought none that we made. */
str device_of(const struct request *req);

/* The same, giving the client a name when it has none. */
str device_remember(struct request *req);

/* True when the client brought a name that we made; needs no database. */
bool device_is_genuine(const struct site *site, const struct http_request *http);

/* What the client calls itself, made fit to be kept: at most 200 characters, and a question mark
 * for whatever is not printable ASCII. */
str device_program(const struct request *req);
