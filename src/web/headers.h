/* SPDX-License-Identifier: Apache-2.0 */
/* The headers every answer carries, also errors, refusals of the gate and files. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "http/response.h"

/* For answers http gives by itself; static storage. */
const struct http_header *security_headers(bool secure, size_t *out_count);

/* Somebody logs out: whatever the browser keeps of us besides cookies goes, also what a page left
 * in its cache before no-store was asked for. Cookies of language and theme stay. */
void clear_site_data_set(struct http_response *response);

/* Sets them on an answer, the policy of pages or the stricter one of data. */
void security_headers_set(struct http_response *response, bool secure, bool is_page);
