/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the admin socket. */
#pragma once

#include <stdint.h>

#include "app/admin.h"

#define ADMIN_LINE_MAX ((size_t)64 * 1024)
#define ADMIN_MOVE_US (2 * WHEN_SECOND) /* for a line to arrive, and for one to be taken */

/* One line without its end, at most ADMIN_LINE_MAX bytes, whole before the moment on the monotonic
 * clock; else false, and the stream is of no further use. */
bool admin_line_read(int fd, struct arena *arena, int64_t deadline_us, str *out);
bool admin_line_write(int fd, str line, int64_t deadline_us);

/* The socket's address: by way of the directory's descriptor, since a socket's name is short and a
 * path may be long. False when the directory cannot be opened, else *out_dir is the caller's. */
struct sockaddr_un;
bool admin_address(struct arena *arena, str data_dir, struct sockaddr_un *out, int *out_dir);

/* Does what a request says; the answer is a line. */
str admin_carry_out(const struct jobs_options *options, struct arena *arena, str request);
