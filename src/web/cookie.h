/* SPDX-License-Identifier: Apache-2.0 */
/* Cookies of the site: always HttpOnly, SameSite=Lax, Path=/, without Domain; Secure and with the
 * __Host- prefix when the public URL is https (RFC 6265bis). Names here are without the prefix. */
#pragma once

#include "base/when.h"
#include "web/request.h"

#define COOKIE_FOR_BROWSER_SESSION INT64_C(0)
#define COOKIE_FOR_A_YEAR (365 * WHEN_DAY)

/* The value sent by the client, or empty. */
str cookie_get(const struct request *req, const char *name);

/* Sets a cookie for a span in microseconds. value has only letters, digits and -._~ */
void cookie_set(struct request *req, const char *name, str value, int64_t span_us);
void cookie_clear(struct request *req, const char *name);

/* The same for a value the client must not make up: any bytes, carried with an HMAC bound to the
 * name. */
void cookie_set_signed(struct request *req, const char *name, str value, int64_t span_us);
str cookie_get_signed(const struct request *req, const char *name);
