/* SPDX-License-Identifier: Apache-2.0 */
/* The server's figures in Prometheus' text format. No label ever names a customer. */
#pragma once

#include "base/buf.h"
#include "base/str.h"
#include "http/loop.h"

struct lanes;

struct metrics_source {
    const struct http_server *http;
    struct lanes *lanes;
    int memory;   /* of metrics_memory_open */
    str data_dir; /* whose disk is looked at */
};

/* Where the kernel tells how much memory we use: open for the life of the process, because later
 * the sandbox knows no such path. -1 when the kernel does not tell. */
int metrics_memory_open(void);

void metrics_print(const struct metrics_source *source, struct arena *arena, struct buf *out);
