/* SPDX-License-Identifier: Apache-2.0 */
/* Small whole files: settings, keys, secrets handed over by the service manager. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The bytes of a regular file. ERR_NOT_FOUND when there is none, ERR_INVALID when it is larger than
 * max or no regular file, ERR_DENIED when it may not be read; errno tells more. */
err file_read(struct arena *arena, const char *path, size_t max, str *out) MUST_CHECK;

/* Writes a new file with mode 0600, on disk before it returns; ERR_CONFLICT when there is one
 * already, ERR_UNAVAILABLE when the disk refuses. */
err file_write_new(const char *path, str content) MUST_CHECK;

/* Writes all of it, however many calls that takes; false with errno, ENOSPC when nothing more goes
 * in. Not on disk before fsync. */
bool file_put(int fd, str content) MUST_CHECK;

/* The permission bits of a file, or -1. */
int file_mode(const char *path);
