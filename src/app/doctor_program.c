/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <libpq-fe.h>
#include <llhttp.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>
#include <qrencode.h>

#include "app/command_database.h"
#include "app/steady_clock.h"
#include "app/doctor_private.h"
#include "app/house_key.h"
#include "app/plans_check.h"
#include "db/migrate.h"
#include "system/file.h"
#include "system/sandbox.h"

/* RETURNING and STRICT tables, the newest words our SQL needs. */
#define SQLITE_LEAST 3037000

static void say_versions(struct doctor *doctor)
{
    bool old = sqlite3_libversion_number() < SQLITE_LEAST;
    doctor_say(doctor, old ? FINDING_FAULT : FINDING_OK, "library", "SQLite %s%s",
               sqlite3_libversion(), old ? ", at least 3.37 is needed" : "");
    doctor_say(doctor, FINDING_OK, "library", "libpq %d.%d", PQlibVersion() / 10000,
               PQlibVersion() % 10000);
    doctor_say(doctor, FINDING_OK, "library", "libsodium %s", sodium_version_string());
    doctor_say(doctor, FINDING_OK, "library", "libqrencode %s", QRcode_APIVersionString());
    doctor_say(doctor, FINDING_OK, "library", "libuv %s", uv_version_string());
    doctor_say(doctor, FINDING_OK, "library", "llhttp %d.%d.%d", LLHTTP_VERSION_MAJOR,
               LLHTTP_VERSION_MINOR, LLHTTP_VERSION_PATCH);
    doctor_say(doctor, FINDING_OK, "library", "jansson %s", jansson_version_str());
}

/* Only of a schema that this program can read. The demonstration has no settings of its own to know
 * it by, but its sample hook. */
static void say_plans(struct doctor *doctor, struct db_engine *engine)
{
    struct buf complaints = buf_in(doctor->arena);
    struct settings settings = *doctor->settings;
    str sample =
        str_printf(doctor->arena, "%" STR_FMT "/hooks/demo-vps", STR_ARG(settings.data_dir));
    settings.demo = settings.demo || file_mode(str_z(doctor->arena, sample)) >= 0;
    err e = plans_check(engine, doctor->arena, &settings, &complaints);
    str rest = buf_str(&complaints);
    while (rest.len > 0) {
        str line = str_cut(rest, '\n', &rest);
        doctor_say(doctor, FINDING_FAULT, "catalogue", "%" STR_FMT, STR_ARG(line));
    }
    if (e == ERR_OK) {
        doctor_say(doctor, FINDING_OK, "catalogue", "every plan on sale can be paid and delivered");
    }
}

/* Whether the ring is the one that this database is signed with. */
static void say_key(struct doctor *doctor, struct db_engine *engine)
{
    struct arena *arena = doctor->arena;
    str dir = doctor->settings->data_dir;
    struct secret_ring ring;
    struct buf said = buf_in(arena);
    bool found = false;
    err e = house_key_load(arena, dir, &ring, &found, &said);
    if (e == ERR_OK) {
        e = house_key_compare_with(engine, arena, dir, found ? &ring : NULL, &said);
    }
    if (e == ERR_OK) {
        doctor_say(doctor, FINDING_OK, "key", "%s",
                   found ? "belongs to this database" : "none yet; serve makes it");
    } else {
        str why = str_trim(buf_str(&said));
        doctor_say(doctor, FINDING_FAULT, "key", "%" STR_FMT, STR_ARG(why));
    }
}

static void say_clock(struct doctor *doctor, struct db_engine *engine)
{
    struct db *db = NULL;
    when newest;
    int64_t by_us = 0;
    if (db_open(engine, &db) == ERR_OK &&
        steady_clock_doubt(db, doctor->arena, &newest, &by_us) == ERR_OK) {
        str newest_text = when_rfc3339(doctor->arena, newest);
        doctor_say(doctor, by_us == 0 ? FINDING_OK : FINDING_FAULT, "clock",
                   by_us == 0 ? "is believed; the newest time recorded is %" STR_FMT
                              : "waits for confirmation; the newest time recorded is %" STR_FMT
                                ": see `kabinet clock show`",
                   STR_ARG(newest_text));
    }
    db_close(&db);
}

static void say_schema(struct doctor *doctor, struct db_engine *engine)
{
    struct buf said = buf_in(doctor->arena);
    err e = db_migrate_check(engine, doctor->arena, &db_migrations, &said);
    str first = buf_str(&said);
    str rest;
    first = str_cut(first, '\n', &rest);
    if (e == ERR_OK) {
        doctor_say(doctor, FINDING_OK, "schema", "at this program's version");
        say_plans(doctor, engine);
        say_key(doctor, engine);
        say_clock(doctor, engine);
    } else if (e == ERR_NOT_FOUND) {
        doctor_say(doctor, FINDING_NOTE, "schema",
                   "steps are pending; serve or migrate applies them");
    } else {
        doctor_say(doctor, FINDING_FAULT, "schema", "%" STR_FMT, STR_ARG(first));
    }
}

static void say_engine(struct doctor *doctor, struct db_engine *engine)
{
    struct db *db = NULL;
    struct db_facts facts;
    if (db_open(engine, &db) != ERR_OK || db_facts_of(db, doctor->arena, &facts) != ERR_OK) {
        str story = db == NULL ? STR("cannot be asked") : db_story(db);
        doctor_say(doctor, FINDING_FAULT, "database", "%" STR_FMT, STR_ARG(story));
    } else {
        doctor_say(doctor, FINDING_OK, "database", "%" STR_FMT " %" STR_FMT ", %lld kB",
                   STR_ARG(facts.engine), STR_ARG(facts.version),
                   (long long)(facts.size_bytes / 1024));
    }
    db_close(&db);
}

static void say_database(struct doctor *doctor)
{
    if (!command_database_exists(doctor->arena, doctor->settings)) {
        doctor_say(doctor, FINDING_NOTE, "database", "none yet; serve makes it");
        return;
    }
    struct buf complaints = buf_in(doctor->arena);
    struct db_engine *engine = NULL;
    if (command_database_open(doctor->arena, doctor->settings, DB_READ_ONLY, &engine,
                              &complaints) != ERR_OK) {
        str why = str_trim(buf_str(&complaints));
        doctor_say(doctor, FINDING_FAULT, "database", "%" STR_FMT, STR_ARG(why));
        return;
    }
    say_engine(doctor, engine);
    say_schema(doctor, engine);
    db_engine_close(&engine);
}

/* The value behind "Name:" in the text of /proc/PID/status. */
static str status_value(str status, const char *name)
{
    ptrdiff_t at = str_find(status, str_from_z(name));
    str rest;
    return at < 0 ? STR("?")
                  : str_trim(str_cut(str_skip(status, (size_t)at + strlen(name)), '\n', &rest));
}

/* The kernel's word on the server that holds the lock of the data directory. */
static void say_sandbox(struct doctor *doctor)
{
    struct arena *arena = doctor->arena;
    str pid;
    str status;
    int64_t number = 0;
    if (doctor->settings->database_url.len > 0) { /* nobody locks a directory there */
        doctor_say(doctor, FINDING_NOTE, "sandbox",
                   "whether a server runs cannot be told on PostgreSQL; see its "
                   "/proc/PID/status");
        return;
    }
    str lock = str_printf(arena, "%" STR_FMT "/lock", STR_ARG(doctor->settings->data_dir));
    if (file_read(arena, str_z(arena, lock), 100, &pid) != ERR_OK ||
        !str_to_i64(str_trim(pid), &number)) {
        doctor_say(doctor, FINDING_NOTE, "sandbox", "no server runs on this data directory");
        return;
    }
    const char *path = str_z(arena, str_printf(arena, "/proc/%lld/status", (long long)number));
    /* Files of /proc have no size: read by the stream. */
    char text[8192];
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        doctor_say(doctor, FINDING_NOTE, "sandbox", "no server runs on this data directory");
        return;
    }
    status = (str){text, fread(text, 1, sizeof text, file)};
    fclose(file);
    str seccomp = status_value(status, "\nSeccomp:");
    str privs = status_value(status, "\nNoNewPrivs:");
    str caps = status_value(status, "\nCapEff:");
    str rest;
    str uid = str_cut(status_value(status, "\nUid:"), '\t', &rest);
    bool closed = str_eq(seccomp, STR("2")) && str_eq(privs, STR("1")) && !str_eq(uid, STR("0"));
    doctor_say(doctor, closed ? FINDING_OK : FINDING_NOTE, "sandbox",
               "server %lld: seccomp %" STR_FMT ", no_new_privs %" STR_FMT
               ", capabilities %" STR_FMT ", user %" STR_FMT,
               (long long)number, STR_ARG(seccomp), STR_ARG(privs), STR_ARG(caps), STR_ARG(uid));
    if (str_eq(uid, STR("0"))) {
        doctor_say(doctor, FINDING_NOTE, "sandbox",
                   "the server runs as root; give it a user of its own, as packaging/ does");
    }
}

/* Without Landlock a hook is kept out by the modes of files alone. */
static void say_hooks(struct doctor *doctor)
{
    const char *why = !doctor->settings->sandbox ? "server.sandbox says no"
                      : !sandbox_is_available()  ? "this build has a sanitizer in it"
                      : sandbox_landlock() == 0  ? "this kernel has no Landlock"
                                                 : NULL;
    if (why != NULL) {
        doctor_say(doctor, FINDING_NOTE, "hooks",
                   "%s: hooks can read the settings file, secrets and the data directory if the "
                   "modes of the files let them",
                   why);
    } else {
        doctor_say(doctor, FINDING_OK, "hooks",
                   "cannot read the settings file, secrets and the data directory (Landlock %d)",
                   sandbox_landlock());
    }
}

void doctor_program(struct doctor *doctor)
{
    say_versions(doctor);
    say_database(doctor);
    say_sandbox(doctor);
    say_hooks(doctor);
}
