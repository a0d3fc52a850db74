/* SPDX-License-Identifier: Apache-2.0 */
#include "app/keys_house.h"

#include "app/command_database.h"
#include "app/site_build.h"
#include "features/staff/staff.h"

/* Without it nobody knows what hangs on a key. */
static err refuse_blind(const struct settings *settings, struct buf *complaints)
{
    buf_printf(complaints,
               "no database.url is given and %" STR_FMT "/kabinet.db does not exist: name the "
               "settings with --config, so that the database can be asked\n",
               STR_ARG(settings->data_dir));
    return ERR_INVALID;
}

struct visit {
    struct db_engine *engine;
    struct db *db;
};

static err begin(struct arena *arena, const struct settings *settings, enum db_mode mode,
                 struct visit *out, struct buf *complaints)
{
    struct visit visit = {0};
    err e = command_database_open(arena, settings, mode, &visit.engine, complaints);
    if (e == ERR_OK) {
        e = db_open(visit.engine, &visit.db);
    }
    *out = visit;
    return e;
}

static void end(struct visit *visit)
{
    db_close(&visit->db);
    db_engine_close(&visit->engine);
}

err keys_house_compare(struct arena *arena, const struct settings *settings,
                       const struct secret_ring *ring, bool *out_looked, struct buf *complaints)
{
    struct visit visit;
    *out_looked = command_database_exists(arena, settings);
    if (!*out_looked) {
        return ERR_OK;
    }
    err e = begin(arena, settings, DB_READ_ONLY, &visit, complaints);
    if (e == ERR_OK) {
        e = house_key_compare(visit.db, arena, settings->data_dir, ring, complaints);
    }
    end(&visit);
    return e;
}

/* Second factors that no key of the ring opens. */
static err count_stranded(struct db *db, struct arena *arena, const struct settings *settings,
                          const struct secret_ring *rest, size_t *out)
{
    struct site site = {.settings = settings};
    struct secret_ring copy = *rest;
    for (size_t i = 0; i < copy.count; i++) { /* the site wipes what it was built from */
        copy.keys[i].bytes = secret_copy(arena, secret_reveal(copy.keys[i].bytes));
    }
    site_keys_build(arena, &copy, &site);
    return staff_stranded(db, arena, &site, out);
}

static err look(struct db *db, struct arena *arena, const struct settings *settings,
                const struct secret_ring *rest, struct buf *complaints)
{
    struct buf said = buf_in(arena);
    size_t stranded = 0;
    err e = house_key_compare(db, arena, settings->data_dir, rest, &said);
    if (e == ERR_INVALID) {
        buf_put(complaints, STR("the database is still signed with this key; start or reload the "
                                "server first\n"));
        return e;
    }
    buf_put(complaints, buf_str(&said));
    if (e == ERR_OK) {
        e = count_stranded(db, arena, settings, rest, &stranded);
    }
    if (e == ERR_OK && stranded > 0) {
        buf_printf(complaints,
                   "the second factors of %zu members of staff are still sealed with this key; "
                   "start or reload the server first\n",
                   stranded);
        e = ERR_INVALID;
    }
    return e;
}

err keys_house_goes_on(struct arena *arena, const struct settings *settings,
                       const struct secret_ring *rest, struct buf *complaints)
{
    struct visit visit;
    if (!command_database_exists(arena, settings)) {
        return refuse_blind(settings, complaints);
    }
    err e = begin(arena, settings, DB_READ_ONLY, &visit, complaints);
    if (e == ERR_OK) {
        e = look(visit.db, arena, settings, rest, complaints);
    }
    end(&visit);
    return e;
}

err keys_house_adopt(struct arena *arena, const struct settings *settings,
                     const struct secret_ring *ring, bool is_new, struct buf *complaints)
{
    struct visit visit;
    err e = begin(arena, settings, DB_READ_WRITE, &visit, complaints);
    if (e == ERR_OK && is_new) {
        e = secret_ring_save(arena, settings->data_dir, ring, complaints);
    }
    if (e == ERR_OK) {
        e = house_key_adopt(visit.db, arena, ring);
        if (e != ERR_OK) {
            buf_put(complaints, STR("database: the key cannot be noted down; kabinet migrate "
                                    "brings the schema to this version\n"));
        }
    }
    end(&visit);
    return e;
}
