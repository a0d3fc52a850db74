/* SPDX-License-Identifier: Apache-2.0 */
/* What reaching a database takes from the machine; for whoever forbids the rest. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#define DB_PEERS_PORTS_MAX 8
#define DB_PEERS_FILES_MAX 8

struct db_peers {
    bool socket_files;   /* some host is a socket's directory */
    bool tcp;            /* some host is an address or a name */
    bool names;          /* some host is a name */
    bool away;           /* some host is neither a socket nor a loopback address: what is said to it
                            passes a network */
    const char *sslmode; /* as URL or environment say; NULL: they do not, or a service file does */
    const char *root;    /* likewise the file of trusted certificates */
    uint16_t ports[DB_PEERS_PORTS_MAX];
    size_t port_count;                     /* 0 with tcp: too many, or not to be told from here */
    const char *files[DB_PEERS_FILES_MAX]; /* certificates, keys, passwords */
    size_t file_count;
    const char *folders[DB_PEERS_PORTS_MAX]; /* of socket files, when they are named */
    size_t folder_count;
};

/* All false for SQLite (an empty URL). ERR_INVALID when the URL cannot be read. */
err db_peers_of(struct arena *arena, str url, struct db_peers *out) MUST_CHECK;
