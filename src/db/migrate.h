/* SPDX-License-Identifier: Apache-2.0 */
/* Brings the schema to this program's version, forward only. Each step is one transaction and is
 * recorded in the table `migration` with its checksum. Refuses a database with steps this program
 * does not know (it is newer) and one whose recorded steps differ from the program's.
 *
 * The steps are migrations/NNNN_subject.sql, embedded at build; order is the number, gaps are
 * allowed. */
#pragma once

#include "base/when.h"
#include "db/db.h"

struct migration {
    int number;
    const char *name;     /* "0001_session" */
    const char *checksum; /* SHA-256 of the sources, hexadecimal */
    const char *sqlite;
    const char *postgres;
};

struct migration_list {
    const struct migration *items; /* by number */
    size_t count;
};

/* The program's own steps. */
extern const struct migration_list db_migrations;

/* Applies what is pending; *report (may be NULL) gets a line a step, or why it refuses. On SQLite a
 * database with content is first copied to DATA/backup-before-NNNN.db. ERR_CONFLICT: refused. */
MUST_CHECK err db_migrate(struct db_engine *engine, struct arena *arena,
                          const struct migration_list *list, when now, struct buf *report);

/* ERR_OK when nothing is pending; ERR_NOT_FOUND when steps are pending (a line each in *report);
 * ERR_CONFLICT when db_migrate would refuse. Changes nothing. */
MUST_CHECK err db_migrate_check(struct db_engine *engine, struct arena *arena,
                                const struct migration_list *list, struct buf *report);
