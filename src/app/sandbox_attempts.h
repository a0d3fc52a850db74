/* SPDX-License-Identifier: Apache-2.0 */
/* What the probe tries in the sandbox. Each attempt is the real thing, made so that it does no harm
 * where it succeeds. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "system/sandbox.h"

struct probe {
    struct sockaddr_in listener; /* a loopback one of the probe's own, to reach for */
    int listener_fd;
    int program_fd;
    char outside[64];   /* a file outside the data directory, which exists and is ours */
    char beside[80];    /* a name beside it that does not exist */
    const char *inside; /* a name in the data directory that does not exist */
};

struct attempt {
    const char *sentence;
    bool (*succeeds)(const struct probe *probe);      /* else errno tells why not */
    bool (*is_needed)(const struct sandbox *sandbox); /* NULL: never */
};

const struct attempt *sandbox_attempts(size_t *out_count);

/* Makes what the attempts reach for; outside the sandbox. */
bool probe_open(struct arena *arena, str data_dir, struct probe *out);
void probe_close(struct probe *probe);
