/* SPDX-License-Identifier: Apache-2.0 */
/* What the server's children give up before they talk to anybody. The nursery closes itself, and
 * with it all that it forks; a worker closes more. Nobody but the nursery of hooks can start a
 * program, and none of them reads the data directory. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

#define CONFINE_LIST_MAX 32

struct confine_list {
    const char *items[CONFINE_LIST_MAX];
    int count;
};

/* As the command line of the nursery gives it; text is not copied. */
struct confinement {
    bool closed;                      /* sandbox=yes */
    bool of_hooks;                    /* hooks=FOLDER: it starts programs */
    const char *hooks;                /* their folder; "" without */
    const char *data;                 /* data=FOLDER: what no child may read */
    struct confine_list reads;        /* read=PATH: fonts, certificates */
    struct confine_list writes;       /* write=PATH: where hooks may write */
    struct confine_list hides;        /* hide=PATH: settings and secrets, kept from hooks, too */
    struct confine_list certificates; /* ca=PATH: read now, since later they cannot be */
    bool switches;                    /* user=UID:GID: whom to be from then on */
    unsigned uid, gid;
};

/* False, with a line on stderr, for an argument that is none of these. */
bool confine_read(int count, char **arguments, struct confinement *out) MUST_CHECK;

/* In the nursery, before its first child: reads the certificates, becomes the other user, closes.
 * False, with a line on stderr, when that cannot be done. The confinement is kept. */
bool confine_nursery(const struct confinement *confinement) MUST_CHECK;

/* In a worker: what its parents left open for it to close. */
bool confine_worker(void) MUST_CHECK;

/* In a hook, before its program: what only hooks must not read. False, with a line on stderr. */
bool confine_hook(void) MUST_CHECK;

/* For the probe: whether any of that can be read here; else errno tells why not. */
bool confine_reads_hidden(void) MUST_CHECK;

/* The first descriptor that is no certificate; those before stay open in all children. */
int confine_first_fd(void);

/* Where the certificates of that file, named as in ca=PATH, are to be read from. */
str confine_certificates(struct arena *arena, str path);

/* Changes when a file of the resolver was replaced: a worker from before cannot read the new one.
 */
unsigned long confine_resolver_mark(void);
