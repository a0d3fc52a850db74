/* SPDX-License-Identifier: Apache-2.0 */
#include "app/house_key.h"

#include "app/house_key_sql.h"
#include "crypto/mac.h"
#include "system/clock.h"

#define WHAT_HELPS                                                                                 \
    "restore the file that was in use with it; if that is lost for good, kabinet keys adopt "      \
    "begins anew and ends every session\n"

static str digest_of(struct arena *arena, const struct secret_key *key)
{
    return secret_reveal(mac_key_for(arena, key->bytes, STR("key of the house")));
}

/* Where in the ring the key with the digest stands; ring->count when it does not. */
static size_t place_of(struct arena *arena, const struct secret_ring *ring, str digest)
{
    size_t i = 0;
    while (i < ring->count && !str_eq(digest_of(arena, &ring->keys[i]), digest)) {
        i++;
    }
    return i;
}

static err refuse(struct buf *complaint, str data_dir, const char *what, str key_id)
{
    buf_printf(complaint, "%" STR_FMT "/secret.key %s", STR_ARG(data_dir), what);
    if (key_id.len > 0) {
        buf_printf(complaint, ", and the database is signed with key %" STR_FMT, STR_ARG(key_id));
    }
    buf_put(complaint, STR(": " WHAT_HELPS));
    return ERR_INVALID;
}

/* A database from before keys were noted down takes the ring it is started with. One that commands
 * filled (seed, staff add) before its first start has signed nothing: a new key loses nothing. */
static err compare_unknown(struct db *db, struct arena *arena, str data_dir,
                           const struct secret_ring *ring, struct buf *complaint)
{
    struct house_signed_row signed_things = {0};
    err e = ring == NULL ? house_signed_one(db, arena, &signed_things) : ERR_OK;
    if (e == ERR_OK && signed_things.count > 0) {
        return refuse(complaint, data_dir, "does not exist, and the database was signed with it",
                      STR(""));
    }
    return e;
}

err house_key_compare(struct db *db, struct arena *arena, str data_dir,
                      const struct secret_ring *ring, struct buf *complaint)
{
    struct house_key_read_row known;
    err e = house_key_read_one(db, arena, &known);
    if (e == ERR_NOT_FOUND) {
        e = compare_unknown(db, arena, data_dir, ring, complaint);
    } else if (e == ERR_OK && ring == NULL) {
        e = refuse(complaint, data_dir, "does not exist", known.key_id);
    } else if (e == ERR_OK && place_of(arena, ring, known.digest) == ring->count) {
        e = refuse(complaint, data_dir, "does not belong to this database", known.key_id);
    }
    if (e != ERR_OK && e != ERR_INVALID) {
        buf_put(complaint, STR("database: cannot be asked which key it is signed with\n"));
    }
    db_snapshot_end(db);
    return e;
}

err house_key_compare_with(struct db_engine *engine, struct arena *arena, str data_dir,
                           const struct secret_ring *ring, struct buf *complaint)
{
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = house_key_compare(db, arena, data_dir, ring, complaint);
    }
    db_close(&db);
    return e;
}

/* --- writing it down -------------------------------------------------------------------------- */

struct note {
    struct arena *arena;
    const struct secret_ring *ring;
    bool adopts; /* whatever was known */
};

static err write_note(struct db *tx, void *arg)
{
    const struct note *note = arg;
    size_t present = secret_ring_present(note->ring);
    struct house_key_read_row known;
    err e = house_key_read_one(tx, note->arena, &known);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    size_t place = e == ERR_OK ? place_of(note->arena, note->ring, known.digest) : SIZE_MAX;
    bool is_new = e == ERR_NOT_FOUND || note->adopts;
    if (!is_new && place == note->ring->count) {
        return ERR_CONFLICT; /* another node came first, with a key of its own */
    }
    if (!is_new && place <= present) {
        return ERR_OK;
    }
    const struct secret_key *key = &note->ring->keys[present];
    return house_key_write(tx, &(struct house_key_write_in){
                                   .key_id = key->id,
                                   .digest = digest_of(note->arena, key),
                                   .noted_at = clock_now(),
                               });
}

err house_key_note(struct db *db, struct arena *arena, const struct secret_ring *ring)
{
    return db_transaction(db, write_note, &(struct note){arena, ring, false});
}

err house_key_adopt(struct db *db, struct arena *arena, const struct secret_ring *ring)
{
    return db_transaction(db, write_note, &(struct note){arena, ring, true});
}

/* --- the ring to serve with ------------------------------------------------------------------- */

err house_key_load(struct arena *arena, str data_dir, struct secret_ring *out, bool *out_found,
                   struct buf *complaint)
{
    struct secret_ring ring = {.count = 0};
    struct buf said = buf_in(arena);
    err e = secret_ring_load(arena, data_dir, SECRET_KEY_MUST_EXIST, &ring, &said);
    bool found = e == ERR_OK;
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        buf_put(complaint, buf_str(&said));
        return e;
    }
    *out = ring;
    *out_found = found;
    return ERR_OK;
}

static err note_or_refuse(struct db *db, struct arena *arena, str data_dir,
                          const struct secret_ring *ring, struct buf *complaint)
{
    err e = house_key_note(db, arena, ring);
    if (e == ERR_CONFLICT) {
        return refuse(complaint, data_dir, "does not belong to this database", STR(""));
    }
    if (e != ERR_OK) {
        buf_put(complaint, STR("database: the key cannot be noted down\n"));
    }
    return e;
}

err house_key_ring(struct arena *arena, str data_dir, struct db_engine *engine,
                   enum secret_key_use use, struct secret_ring *out, struct buf *complaint)
{
    struct secret_ring ring;
    struct db *db = NULL;
    bool found = false;
    err e = house_key_load(arena, data_dir, &ring, &found, complaint);
    if (e == ERR_OK) {
        e = db_open(engine, &db);
    }
    if (e == ERR_OK) {
        e = house_key_compare(db, arena, data_dir, found ? &ring : NULL, complaint);
    }
    if (e == ERR_OK && !found) { /* a new house, or one whose file is missed: use decides */
        e = secret_ring_load(arena, data_dir, use, &ring, complaint);
    }
    if (e == ERR_OK) {
        e = note_or_refuse(db, arena, data_dir, &ring, complaint);
    }
    db_close(&db);
    if (e == ERR_OK) {
        *out = ring;
    }
    return e;
}
