/* SPDX-License-Identifier: Apache-2.0 */
/* Prepares every named query of the tree on the engine at hand and compares what the .sql file
 * declares with what the engine reports. */
#include <stdio.h>
#include <string.h>

#include "db/driver.h"
#include "house/catalogue.h"
#include "test.h"
#include "testdb.h"

static bool tell(const struct catalogue_row *row, const char *what)
{
    printf("# %s:%d: query '%s': %s\n", row->file, row->line, row->query->name, what);
    return false;
}

/* Only the engine that runs the common text must find all parameters in it. */
static bool counts_fit(const struct catalogue_row *row, const struct db_shape *shape)
{
    char what[100];
    if (shape->in_count != row->query->in_count) {
        snprintf(what, sizeof(what), "declares %d parameters, the engine finds %d",
                 row->query->in_count, shape->in_count);
        return tell(row, what);
    }
    if (shape->out_count != row->query->out_count) {
        snprintf(what, sizeof(what), "declares %d columns, the engine gives %d",
                 row->query->out_count, shape->out_count);
        return tell(row, what);
    }
    return true;
}

static bool column_fits(const struct catalogue_row *row, const struct db_shape *shape, int i)
{
    char what[200];
    const struct db_field *field = &row->query->out[i];
    if (!str_eq(shape->names[i], str_from_z(field->name))) {
        snprintf(what, sizeof(what), "column %d is declared as '%s', the engine calls it '%.*s'",
                 i + 1, field->name, STR_ARG(shape->names[i]));
        return tell(row, what);
    }
    if (shape->wrong[i] != NULL) {
        snprintf(what, sizeof(what), "column '%s' has another type: %s", field->name,
                 shape->wrong[i]);
        return tell(row, what);
    }
    return true;
}

/* Takes the first of a line that others keep adding to. */
static bool is_claim(const struct catalogue_row *row)
{
    str text = str_from_z(row->query->text);
    return str_starts(text, STR("UPDATE ")) && str_find(text, STR("ORDER BY")) >= 0 &&
           str_find(text, STR("LIMIT ")) >= 0;
}

static bool query_fits(struct test_db *t, const struct catalogue_row *row)
{
    struct db_shape shape;
    if (t->db->driver->describe(t->db, row->query, &t->arena, &shape) != ERR_OK) {
        return tell(row, t->db->story);
    }
    if (!counts_fit(row, &shape)) {
        return false;
    }
    if (shape.scan != NULL) { /* for the reader to judge: a purge may, a page may not */
        printf("# %s:%d: query '%s' reads a whole table: %s\n", row->file, row->line,
               row->query->name, shape.scan);
    }
    if (shape.sort != NULL && is_claim(row)) {
        return tell(row, "puts the whole line in order to take its first");
    }
    bool fits = true;
    for (int i = 0; i < shape.out_count; i++) {
        fits = column_fits(row, &shape, i) && fits;
    }
    return fits;
}

/* Who holds an advisory lock of the server only PostgreSQL can tell: SQLite has none, since one
 * process at a time has its files. No common text could say it. */
static bool asks_about_locks(const struct catalogue_row *row)
{
    return strcmp(row->query->name, "holder_stand") == 0 ||
           strcmp(row->query->name, "holders_gone") == 0;
}

int main(void)
{
    struct test_db t;
    if (!test_db_open(&t)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    int count = 0, own = 0, about_locks = 0;
    test ("every named query prepares, takes and gives what it declares") {
        for (const struct catalogue_row *row = catalogue; row->file != NULL; row++) {
            expect(query_fits(&t, row));
            count++;
            bool is_own = row->query->postgres != NULL;
            bool is_about_locks = is_own && asks_about_locks(row);
            about_locks += is_about_locks;
            own += is_own && !is_about_locks;
        }
        printf("# %d queries, %d with a text of their own for PostgreSQL\n", count, own);
    }
    test ("texts of one engine alone stay in single digits, but for the two that ask about locks") {
        expect(own < 10);
        expect_i64(about_locks, 2);
    }
    test ("nothing is pending after migrating to head") {
        struct buf report = buf_in(&t.arena);
        expect(db_migrate_check(t.engine, &t.arena, &db_migrations, &report) == ERR_OK);
        expect_i64((int64_t)report.len, 0);
    }
    test_db_close(&t);
    return tests_done();
}
