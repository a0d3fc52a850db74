/* SPDX-License-Identifier: Apache-2.0 */
#include "system/sandbox_listing.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static struct sandbox_listing *newest;

static const struct sandbox_listing *kept(const char *path)
{
    const struct sandbox_listing *each = newest;
    while (each != NULL && strcmp(each->path, path) != 0) {
        each = each->before;
    }
    return each;
}

const struct sandbox_listing *sandbox_list(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        int reason = errno;
        const struct sandbox_listing *known = reason == EACCES ? kept(path) : NULL;
        errno = reason;
        return known;
    }
    struct sandbox_listing *listing = calloc(1, sizeof *listing);
    CHECK(listing != NULL);
    FILE *names = open_memstream(&listing->names, &listing->len);
    CHECK(names != NULL);
    for (struct dirent *each = readdir(folder); each != NULL; each = readdir(folder)) {
        if (strcmp(each->d_name, ".") != 0 && strcmp(each->d_name, "..") != 0) {
            fwrite(each->d_name, 1, strlen(each->d_name) + 1, names);
        }
    }
    closedir(folder);
    fclose(names);
    listing->path = strdup(path);
    CHECK(listing->path != NULL && listing->names != NULL);
    listing->before = newest;
    newest = listing;
    return listing;
}

const char *sandbox_listing_next(const struct sandbox_listing *listing, const char *name)
{
    const char *next = name == NULL ? listing->names : name + strlen(name) + 1;
    return next < listing->names + listing->len ? next : NULL;
}
