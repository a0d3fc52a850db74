/* SPDX-License-Identifier: Apache-2.0 */
/* The server's figures in Prometheus' text format. No label ever names a customer. */
#pragma once

#include "base/buf.h"
#include "http/loop.h"

struct lanes;

struct metrics_source {
    const struct http_server *http;
    struct lanes *lanes;
};

void metrics_print(const struct metrics_source *source, struct buf *out);
