/* SPDX-License-Identifier: Apache-2.0 */
/* The headers every answer carries, also errors, refusals of the gate and files. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "http/response.h"

/* For answers http gives by itself; static storage. */
const struct http_header *security_headers(bool secure, size_t *out_count);

/* Sets them on an answer, the policy of pages or the stricter one of data. */
void security_headers_set(struct http_response *response, bool secure, bool is_page);
