/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in a folder, for whoever makes rules about each of it. A listing is kept: a process
 * that has closed the folder to itself, and those it forks, can close more around the same names.
 */
#pragma once

#include <stddef.h>

struct sandbox_listing {
    const char *path;
    char *names; /* one behind the other, each with a zero at its end */
    size_t len;
    struct sandbox_listing *before;
};

/* As it is now, or as it was when it could last be read; NULL, with errno, when it never could.
 * Lives until the process ends. For one thread. */
const struct sandbox_listing *sandbox_list(const char *path);

/* The name behind that one, the first behind NULL; NULL at the end. */
const char *sandbox_listing_next(const struct sandbox_listing *listing, const char *name);
