/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "db/peers.h"
#include "db/postgres.h"

/* What every connection gets unless the URL says otherwise. A dead server is noticed within about
 * half a minute; of several hosts the one that takes writes is looked for. */
static const struct {
    const char *keyword, *value;
} defaults[] = {
    {"connect_timeout", "3"},
    {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "20000"},
    {"application_name", "kabinet"},
    {"target_session_attrs", "read-write"},
};

/* A little more than statement_timeout, so that the server may name what was slow. */
#define PATIENCE_US (INT64_C(12) * 1000 * 1000)

#define CONNECT_MOST_S 30

/* Migrating takes this session lock, so that of several nodes one does it. */
#define ALONE_BEGIN                                                                                \
    "SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock(7239414022158427)"
#define ALONE_END                                                                                  \
    "SELECT pg_advisory_unlock(7239414022158427); SET statement_timeout = '10s';"                  \
    " SET lock_timeout = '5s'"

struct postgres_db *postgres_own(struct db *db)
{
    return (struct postgres_db *)(void *)db;
}

static void engine_close(struct db_engine *base)
{
    struct postgres_engine *engine = (struct postgres_engine *)(void *)base;
    for (size_t i = 0; engine->keywords != NULL && engine->keywords[i] != NULL; i++) {
        free(engine->keywords[i]);
        free(engine->values[i]);
    }
    free(engine->keywords);
    free(engine->values);
    pthread_mutex_destroy(&engine->turnstile);
    free(engine);
}

static void add(struct postgres_engine *engine, size_t *count, const char *keyword,
                const char *value)
{
    engine->keywords[*count] = strdup(keyword);
    engine->values[*count] = strdup(value);
    CHECK(engine->keywords[*count] != NULL && engine->values[*count] != NULL);
    ++*count;
}

static bool has(const struct postgres_engine *engine, size_t count, const char *keyword)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(engine->keywords[i], keyword) == 0) {
            return true;
        }
    }
    return false;
}

/* An attempt to connect has an end, whatever the URL says. */
static bool is_endless(const PQconninfoOption *option)
{
    int64_t seconds = 0;
    return strcmp(option->keyword, "connect_timeout") == 0 &&
           (!str_to_i64(str_from_z(option->val), &seconds) || seconds < 1 ||
            seconds > CONNECT_MOST_S);
}

/* Where systems keep the certificates of public authorities. */
static const char *system_certificates(void)
{
    static const char *const files[] = {"/etc/ssl/certs/ca-certificates.crt",
                                        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        if (access(files[i], R_OK) == 0) {
            return files[i];
        }
    }
    return NULL;
}

/* A server behind a network must show a certificate for its name, unless the operator wrote another
 * sslmode. libpq's own default would take plain text from whoever answers. */
static void add_tls(struct postgres_engine *engine, size_t *count, struct arena *arena,
                    const struct db_options *options)
{
    struct db_peers peers;
    if (db_peers_of(arena, options->url, &peers) != ERR_OK || !peers.away) {
        return;
    }
    if (peers.sslmode == NULL) {
        add(engine, count, "sslmode", "verify-full");
    }
    /* With a file of certificates libpq reads "require" as "verify-ca". */
    bool verifies = peers.sslmode == NULL || strncmp(peers.sslmode, "verify-", 7) == 0;
    const char *root = options->ca_file.len > 0 ? str_z(arena, options->ca_file)
                       : verifies               ? system_certificates()
                                                : NULL;
    if (peers.root == NULL && root != NULL) {
        add(engine, count, "sslrootcert", root);
    }
}

static void read_parameters(struct postgres_engine *engine, const PQconninfoOption *options,
                            struct arena *arena, const struct db_options *asked)
{
    size_t most = ARRAY_LEN(defaults) + 3, count = 0;
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
        most++;
    }
    engine->keywords = calloc(most, sizeof(*engine->keywords));
    engine->values = calloc(most, sizeof(*engine->values));
    CHECK(engine->keywords != NULL && engine->values != NULL);
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
        if (o->val != NULL && !is_endless(o)) {
            add(engine, &count, o->keyword, o->val);
        }
    }
    add_tls(engine, &count, arena, asked);
    for (size_t i = 0; i < ARRAY_LEN(defaults); i++) {
        bool looks_for_writer = strcmp(defaults[i].keyword, "target_session_attrs") == 0;
        if (!has(engine, count, defaults[i].keyword) &&
            !(looks_for_writer && engine->engine.read_only)) {
            add(engine, &count, defaults[i].keyword, defaults[i].value);
        }
    }
}

static err handle_open(struct db_engine *engine, struct db **out)
{
    struct postgres_db *db = calloc(1, sizeof(*db));
    CHECK(db != NULL);
    db->db.engine = engine;
    db->db.driver = &driver_postgres;
    *out = &db->db;
    return ERR_OK;
}

static void handle_close(struct db *db)
{
    postgres_disconnect(postgres_own(db));
    free(db);
}

/* A server that is away at the start is told at once, not at the first request. */
static err try_once(struct postgres_engine *engine, const struct db_options *options)
{
    struct db *db = NULL;
    err e = handle_open(&engine->engine, &db);
    if (e == ERR_OK) {
        e = postgres_connect(postgres_own(db));
        if (e != ERR_OK) {
            db_options_story(options, "%s", db->story);
        }
        handle_close(db);
    }
    return e;
}

static err engine_open(const struct db_options *options, struct arena *arena,
                       struct db_engine **out)
{
    char *fault = NULL;
    PQconninfoOption *parsed = PQconninfoParse(str_z(arena, options->url), &fault);
    if (parsed == NULL) {
        /* libpq's text may repeat the URL, and with it the password. */
        db_options_story(options, "database.url cannot be read as a PostgreSQL address");
        PQfreemem(fault);
        return ERR_INVALID;
    }
    struct postgres_engine *engine = calloc(1, sizeof(*engine));
    CHECK(engine != NULL && pthread_mutex_init(&engine->turnstile, NULL) == 0);
    engine->engine.driver = &driver_postgres;
    engine->patience_us = PATIENCE_US;
    engine->engine.read_only = options->mode == DB_READ_ONLY;
    read_parameters(engine, parsed, arena, options);
    PQconninfoFree(parsed);
    err e = try_once(engine, options);
    if (e != ERR_OK) {
        engine_close(&engine->engine);
        return e;
    }
    *out = &engine->engine;
    return ERR_OK;
}

static err snapshot_begin(struct db *base)
{
    struct postgres_db *db = postgres_own(base);
    err e = ERR_UNAVAILABLE;
    for (int attempt = 0; attempt < 2 && e != ERR_OK; attempt++) {
        db->setback = SETBACK_NONE;
        e = postgres_connect(db);
        if (e == ERR_OK) {
            e = postgres_exec(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        }
        if (db->setback != SETBACK_LOST) {
            break;
        }
        postgres_disconnect(db);
    }
    db->snapshot = e == ERR_OK;
    return e;
}

static void snapshot_end(struct db *base)
{
    struct postgres_db *db = postgres_own(base);
    if (!db->snapshot) {
        return;
    }
    db->snapshot = false;
    PGresult *result = postgres_ask(db, "ROLLBACK"); /* of a read: nothing can be lost */
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        postgres_disconnect(db);
    }
    PQclear(result);
}

static err alone_begin(struct db *base)
{
    struct postgres_db *db = postgres_own(base);
    db_story_clear(base);
    err e = postgres_connect(db);
    db->unbounded = true; /* another node may migrate for minutes */
    return e == ERR_OK ? postgres_exec(db, ALONE_BEGIN) : e;
}

static void alone_end(struct db *base)
{
    struct postgres_db *db = postgres_own(base);
    db->unbounded = false;
    if (db->link != NULL) {
        PQclear(postgres_ask(db, ALONE_END)); /* a lost connection has let go of it already */
    }
}

static err script(struct db *db, const char *sql)
{
    return postgres_exec(postgres_own(db), sql);
}

static err ping(struct db *base)
{
    struct postgres_db *db = postgres_own(base);
    err e = postgres_connect(db);
    if (e == ERR_OK) {
        e = postgres_exec(db, "SELECT 1");
    }
    if (e != ERR_OK && db->setback == SETBACK_LOST) {
        postgres_disconnect(db);
        e = postgres_connect(db);
    }
    return e;
}

static err facts(struct db *base, struct arena *arena, struct db_facts *out)
{
    struct postgres_db *db = postgres_own(base);
    err e = ping(base);
    if (e != ERR_OK) {
        return e;
    }
    PGresult *result = postgres_ask(db, "SELECT pg_database_size(current_database())");
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        return postgres_failed(db, result, "facts");
    }
    const char *version = PQparameterStatus(db->link, "server_version");
    *out = (struct db_facts){
        .engine = STR("PostgreSQL"),
        .version = str_dup(arena, str_from_z(version)),
    };
    (void)str_to_i64(str_from_z(PQgetvalue(result, 0, 0)), &out->size_bytes);
    PQclear(result);
    return ERR_OK;
}

static err copy_to(struct db *db, const char *path)
{
    (void)path;
    db_story_set(db, "copies of a PostgreSQL database are made with pg_dump");
    return ERR_INVALID;
}

static err keep_copy(struct db *db, const char *name)
{
    (void)db;
    (void)name;
    return ERR_OK;
}

const struct driver driver_postgres = {
    .name = "postgres",
    .is_postgres = true,
    .migration_table = "CREATE TABLE migration (number BIGINT NOT NULL PRIMARY KEY,"
                       " name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
    .engine_open = engine_open,
    .engine_close = engine_close,
    .open = handle_open,
    .close = handle_close,
    .start = postgres_start,
    .next = postgres_next,
    .finish = postgres_finish,
    .transaction = postgres_transaction,
    .save = postgres_save,
    .save_keep = postgres_save_keep,
    .save_undo = postgres_save_undo,
    .snapshot_begin = snapshot_begin,
    .snapshot_end = snapshot_end,
    .alone_begin = alone_begin,
    .alone_end = alone_end,
    .alone = postgres_transaction,
    .script = script,
    .ping = ping,
    .facts = facts,
    .copy_to = copy_to,
    .keep_copy = keep_copy,
    .describe = postgres_describe,
};
