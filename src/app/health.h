/* SPDX-License-Identifier: Apache-2.0 */
/* What tells a service manager, a load balancer and a monitor how the server is doing: /healthz
 * (the process answers), /readyz (it can do its work: process, children, database, schema and disk
 * in order; whether the clock is believed it only tells), and /metrics on a listener of its own,
 * because figures are nobody else's business. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "http/loop.h"
#include "system/settings.h"
#include "web/route.h"

struct lanes;

extern const struct route health_routes[];

/* A part is dead and the process ends because of it: not ready any more. */
void health_fail(void);

/* False when the process ends because a part of it is dead. */
bool health_is_whole(void);
/* The data directory's disk has room for the next backup or log: 64 MiB. */
bool health_disk_has_room(struct arena *arena, str data_dir);
/* Whether the children that couriers and hooks come from answer. */
void health_of_children(bool are_well);

/* Opens the listener of /metrics at metrics.listen; *out stays NULL when that is empty. */
err health_listen(const struct settings *settings, struct http_server **out,
                  struct buf *complaint) MUST_CHECK;

/* Starts to answer there about http and lanes, which must outlive it. Takes NULL. */
err health_run(struct http_server *metrics, const struct http_server *http,
               struct lanes *lanes) MUST_CHECK;
