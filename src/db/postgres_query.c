/* SPDX-License-Identifier: Apache-2.0 */
/* Named queries: prepared once a connection, values go and come in binary. */
#include <endian.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "db/postgres.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25 };
enum { OID_NAME = 19, OID_BPCHAR = 1042, OID_VARCHAR = 1043 };
enum { BINARY = 1 };

static Oid oid_of(enum db_type type)
{
    switch (type) {
    case DB_INT:
    case DB_WHEN:
        return OID_INT8;
    case DB_BOOL:
        return OID_BOOL;
    case DB_BYTES:
        return OID_BYTEA;
    case DB_TEXT:
    case DB_ID:
        break;
    }
    return OID_TEXT;
}

static const char *text_of(const struct db_query *query)
{
    return query->postgres != NULL ? query->postgres : query->text;
}

static PGresult *prepare(struct postgres_db *db, const struct db_query *query, const char *name)
{
    Oid types[DB_FIELDS_MAX];
    for (size_t i = 0; i < query->in_count; i++) {
        types[i] = oid_of(query->in[i].type);
    }
    return postgres_answer(db,
                           PQsendPrepare(db->link, name, text_of(query), query->in_count, types));
}

static err prepared_name(struct postgres_db *db, const struct db_query *query, char name[16])
{
    uintptr_t number = (uintptr_t)cache_get(&db->db.cache, query);
    snprintf(name, 16, "q%u", number != 0 ? (unsigned)number : db->prepared + 1);
    if (number == 0) {
        PGresult *result = prepare(db, query, name);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            return postgres_failed(db, result, query->name);
        }
        PQclear(result);
        db->prepared++;
        cache_put(&db->db.cache, query, (void *)(uintptr_t)db->prepared);
    }
    return ERR_OK;
}

/* Parameters in libpq's form; numbers in network order stand in room. */
struct wire {
    const char *values[DB_FIELDS_MAX];
    int lengths[DB_FIELDS_MAX];
    int formats[DB_FIELDS_MAX];
    uint64_t room[DB_FIELDS_MAX];
};

static void put(struct wire *wire, size_t i, enum db_type type, const struct db_value *value)
{
    static const char flags[] = {0, 1};
    wire->formats[i] = BINARY;
    if (value->is_null) {
        return;
    }
    switch (type) {
    case DB_INT:
    case DB_WHEN:
        wire->room[i] = htobe64((uint64_t)value->number);
        wire->values[i] = (const char *)&wire->room[i];
        wire->lengths[i] = sizeof(wire->room[i]);
        break;
    case DB_BOOL:
        wire->values[i] = &flags[value->number != 0];
        wire->lengths[i] = 1;
        break;
    case DB_TEXT:
    case DB_BYTES:
    case DB_ID:
        CHECK(value->text.len <= INT_MAX);
        wire->values[i] = value->text.ptr;
        wire->lengths[i] = (int)value->text.len;
        break;
    }
}

static err execute(struct postgres_db *db, const struct db_query *query, const struct db_value *in)
{
    char name[16];
    struct wire wire = {0};
    err e = prepared_name(db, query, name);
    if (e != ERR_OK) {
        return e;
    }
    for (size_t i = 0; i < query->in_count; i++) {
        put(&wire, i, query->in[i].type, &in[i]);
    }
    PGresult *result =
        postgres_answer(db, PQsendQueryPrepared(db->link, name, query->in_count, wire.values,
                                                wire.lengths, wire.formats, BINARY));
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return postgres_failed(db, result, query->name);
    }
    db->result = result;
    db->row = 0;
    return ERR_OK;
}

err postgres_start(struct db *base, const struct db_query *query, const struct db_value *in)
{
    struct postgres_db *db = postgres_own(base);
    CHECK(db->result == NULL);
    bool in_one_piece = base->in_transaction || db->snapshot;
    err e = in_one_piece ? ERR_OK : postgres_connect(db);
    if (e != ERR_OK) {
        return e;
    }
    db->setback = SETBACK_NONE;
    e = execute(db, query, in);
    if (e == ERR_OK || in_one_piece || db->setback != SETBACK_LOST) {
        return e;
    }
    /* A single read whose connection went away is asked again, once. */
    postgres_disconnect(db);
    e = postgres_connect(db);
    return e == ERR_OK ? execute(db, query, in) : e;
}

static bool read_number(const PGresult *result, int row, int at, int64_t *out)
{
    const char *from = PQgetvalue(result, row, at);
    uint64_t big;
    uint32_t middle;
    uint16_t small;
    switch (PQftype(result, at)) {
    case OID_INT8:
        memcpy(&big, from, sizeof(big));
        *out = (int64_t)be64toh(big);
        return true;
    case OID_INT4:
        memcpy(&middle, from, sizeof(middle));
        *out = (int32_t)be32toh(middle);
        return true;
    case OID_INT2:
        memcpy(&small, from, sizeof(small));
        *out = (int16_t)be16toh(small);
        return true;
    case OID_BOOL:
        *out = from[0] != 0;
        return true;
    default:
        return false;
    }
}

static bool is_text(Oid type)
{
    return type == OID_TEXT || type == OID_VARCHAR || type == OID_BPCHAR || type == OID_NAME;
}

static bool column(const PGresult *result, int row, int at, enum db_type type, struct db_value *out)
{
    *out = (struct db_value){.is_null = PQgetisnull(result, row, at) != 0};
    if (out->is_null) {
        return true;
    }
    switch (type) {
    case DB_INT:
    case DB_WHEN:
    case DB_BOOL:
        return read_number(result, row, at, &out->number);
    case DB_TEXT:
    case DB_BYTES:
    case DB_ID:
        break;
    }
    out->text = (str){PQgetvalue(result, row, at), (size_t)PQgetlength(result, row, at)};
    return type == DB_BYTES ? PQftype(result, at) == OID_BYTEA : is_text(PQftype(result, at));
}

err postgres_next(struct db *base, const struct db_query *query, struct db_value *out,
                  bool *out_row)
{
    struct postgres_db *db = postgres_own(base);
    *out_row = db->row < PQntuples(db->result);
    if (!*out_row) {
        return ERR_OK;
    }
    if (out != NULL && PQnfields(db->result) < query->out_count) {
        db_story_set(base, "%s: gives fewer columns than it declares", query->name);
        return ERR_INTERNAL;
    }
    for (int i = 0; out != NULL && i < query->out_count; i++) {
        if (!column(db->result, db->row, i, query->out[i].type, &out[i])) {
            db_story_set(base, "%s: column '%s' has another type than declared (%u)", query->name,
                         query->out[i].name, PQftype(db->result, i));
            return ERR_INTERNAL;
        }
    }
    db->row++;
    return ERR_OK;
}

int64_t postgres_finish(struct db *base)
{
    struct postgres_db *db = postgres_own(base);
    int64_t changed = 0;
    if (db->result != NULL) {
        (void)str_to_i64(str_from_z(PQcmdTuples(db->result)), &changed);
        PQclear(db->result);
        db->result = NULL;
    }
    return changed;
}

static bool fits(Oid oid, enum db_type type)
{
    switch (type) {
    case DB_INT:
        return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2;
    case DB_WHEN:
        return oid == OID_INT8;
    case DB_BOOL:
        return oid == OID_BOOL;
    case DB_BYTES:
        return oid == OID_BYTEA;
    case DB_TEXT:
    case DB_ID:
        break;
    }
    return is_text(oid);
}

err postgres_describe(struct db *base, const struct db_query *query, struct arena *arena,
                      struct db_shape *out)
{
    struct postgres_db *db = postgres_own(base);
    db_story_clear(base);
    err e = postgres_connect(db);
    if (e != ERR_OK) {
        return e;
    }
    PGresult *result = prepare(db, query, "");
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        PQclear(result);
        result = postgres_answer(db, PQsendDescribePrepared(db->link, ""));
    }
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        return postgres_failed(db, result, query->name);
    }
    *out = (struct db_shape){.in_count = PQnparams(result), .out_count = PQnfields(result)};
    for (int i = 0; i < out->out_count && i < DB_FIELDS_MAX; i++) {
        out->names[i] = str_dup(arena, str_from_z(PQfname(result, i)));
        if (i < query->out_count && !fits(PQftype(result, i), query->out[i].type)) {
            out->wrong[i] = str_z(arena, str_printf(arena, "type %u", PQftype(result, i)));
        }
    }
    PQclear(result);
    return ERR_OK;
}
