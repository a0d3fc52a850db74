/* SPDX-License-Identifier: Apache-2.0 */
/* The ring in secret.key: what is in it, another key, an old one taken out. */
#include <stdio.h>
#include <string.h>

#include "app/command_database.h"
#include "app/commands.h"
#include "app/secret_key.h"
#include "app/site_build.h"
#include "app/startup.h"
#include "features/staff/staff.h"
#include "system/clock.h"

#define ARENA_BYTES ((size_t)16 << 20)
#define RELOAD "now reload the server (SIGHUP), every node of it\n"

struct keys {
    struct arena *arena;
    struct settings settings;
    struct secret_ring ring;
    str id;       /* of the key to retire */
    bool at_once; /* --now */
    when now;
    struct buf out, complaints;
};

static const char *state_of(const struct keys *keys, size_t i)
{
    size_t present = secret_ring_present(&keys->ring);
    return i < present ? "next" : i == present ? "signs" : "proves";
}

static err list(struct keys *keys)
{
    for (size_t i = 0; i < keys->ring.count; i++) {
        const struct secret_key *key = &keys->ring.keys[i];
        str made = when_is_none(key->made) ? STR("before keys had dates")
                                           : when_rfc3339(keys->arena, key->made);
        buf_printf(&keys->out, "%" STR_FMT "  %-6s  %" STR_FMT "\n", STR_ARG(key->id),
                   state_of(keys, i), STR_ARG(made));
    }
    return ERR_OK;
}

static err put_first(struct keys *keys, bool next)
{
    struct secret_ring *ring = &keys->ring;
    if (ring->count == SECRET_KEYS_MAX) {
        buf_put(&keys->complaints, STR("the ring is full; retire a key first\n"));
        return ERR_INVALID;
    }
    memmove(ring->keys + 1, ring->keys, ring->count * sizeof ring->keys[0]);
    ring->keys[0] = secret_key_new(keys->arena, keys->now);
    ring->keys[0].next = next;
    ring->count++;
    return ERR_OK;
}

static err save(struct keys *keys, str id, const char *what)
{
    err e = secret_ring_save(keys->arena, keys->settings.data_dir, &keys->ring, &keys->complaints);
    if (e == ERR_OK) {
        buf_printf(&keys->out, "%" STR_FMT " %s; " RELOAD, STR_ARG(id), what);
    }
    return e;
}

/* For several nodes: each knows the key before one of them signs with it. */
static err add(struct keys *keys)
{
    if (secret_ring_present(&keys->ring) > 0) {
        buf_put(&keys->complaints, STR("there is a next key already\n"));
        return ERR_INVALID;
    }
    err e = put_first(keys, true);
    return e == ERR_OK ? save(keys, keys->ring.keys[0].id, "is known and does not sign yet") : e;
}

static err rotate(struct keys *keys)
{
    size_t present = secret_ring_present(&keys->ring);
    err e = present == 0 ? put_first(keys, false) : ERR_OK;
    if (e != ERR_OK) {
        return e;
    }
    struct secret_key *key = &keys->ring.keys[present == 0 ? 0 : present - 1];
    key->next = false;
    key->made = keys->now;
    return save(keys, key->id, "signs from now on");
}

/* Whether the key that took its place has signed for as long as a session may live. */
static bool is_old_enough(const struct keys *keys, size_t i)
{
    when since = keys->ring.keys[i - 1].made;
    int64_t age = when_is_none(since) ? 0 : keys->now.us - since.us;
    return age >= keys->settings.session_absolute && age >= keys->settings.staff_absolute;
}

/* Second factors that no other key of the ring opens would be lost with this one. */
static err count_stranded(struct keys *keys, size_t *out)
{
    *out = 0;
    if (!command_database_exists(keys->arena, &keys->settings)) {
        return ERR_OK;
    }
    struct site site = {.settings = &keys->settings};
    struct secret_ring copy = keys->ring;
    for (size_t i = 0; i < copy.count; i++) { /* the site wipes what it was built from */
        copy.keys[i].bytes = secret_copy(keys->arena, secret_reveal(copy.keys[i].bytes));
    }
    site_keys_build(keys->arena, &copy, &site);
    struct db_engine *engine = NULL;
    struct db *db = NULL;
    err e = command_database_open(keys->arena, &keys->settings, DB_READ_ONLY, &engine,
                                  &keys->complaints);
    if (e == ERR_OK) {
        e = db_open(engine, &db);
    }
    if (e == ERR_OK) {
        e = staff_stranded(db, keys->arena, &site, out);
    }
    db_close(&db);
    db_engine_close(&engine);
    return e;
}

static err retire_at(struct keys *keys, size_t i)
{
    struct secret_ring *ring = &keys->ring;
    bool signed_once = i > secret_ring_present(ring);
    if (signed_once && !keys->at_once && !is_old_enough(keys, i)) {
        buf_put(&keys->complaints,
                STR("sessions may still depend on this key, until another has signed for "
                    "session.absolute; --now ends them\n"));
        return ERR_INVALID;
    }
    memmove(ring->keys + i, ring->keys + i + 1, (ring->count - i - 1) * sizeof ring->keys[0]);
    ring->count--;
    size_t stranded = 0;
    err e = count_stranded(keys, &stranded);
    if (e == ERR_OK && stranded > 0) {
        buf_printf(&keys->complaints,
                   "the second factors of %zu members of staff are still sealed with this key; "
                   "start or reload the server first\n",
                   stranded);
        e = ERR_INVALID;
    }
    return e == ERR_OK ? save(keys, keys->id, "is retired") : e;
}

static err retire(struct keys *keys)
{
    size_t present = secret_ring_present(&keys->ring);
    for (size_t i = 0; i < keys->ring.count; i++) {
        if (!str_eq(keys->ring.keys[i].id, keys->id)) {
            continue;
        }
        if (i == present) {
            buf_put(&keys->complaints, STR("this key signs; rotate first\n"));
            return ERR_INVALID;
        }
        return retire_at(keys, i);
    }
    buf_put(&keys->complaints, STR("the ring has no such key; see kabinet keys list\n"));
    return ERR_INVALID;
}

static const struct {
    const char *name;
    err (*run)(struct keys *keys);
    int operands;
} verbs[] = {{"list", list, 0}, {"add", add, 0}, {"rotate", rotate, 0}, {"retire", retire, 1}};

static int run(struct keys *keys, const struct startup_options *options,
               err (*act)(struct keys *keys))
{
    err e = startup_settings_read(keys->arena, options, &keys->settings, &keys->complaints);
    if (e == ERR_OK) {
        e = secret_ring_load(keys->arena, keys->settings.data_dir, SECRET_KEY_MUST_EXIST,
                             &keys->ring, &keys->complaints);
    }
    if (e == ERR_OK) {
        e = act(keys);
    }
    startup_complain(buf_str(&keys->complaints));
    return startup_print(buf_str(&keys->out)) && e == ERR_OK ? 0 : EXIT_FAULT;
}

int command_keys(int argc, char **argv)
{
    static const struct option rows[] = {
        STARTUP_LONG_OPTIONS, {"now", no_argument, NULL, 'n'}, {0}};
    struct startup_options options = {0};
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct keys keys = {
        .arena = &arena, .now = clock_now(), .out = buf_in(&arena), .complaints = buf_in(&arena)};
    int letter, status = EXIT_USAGE;
    bool understood = true;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter == 'n') {
            keys.at_once = true;
        } else {
            understood = understood && startup_option(&options, letter, optarg);
        }
    }
    for (size_t i = 0; understood && optind < argc && i < ARRAY_LEN(verbs); i++) {
        if (strcmp(argv[optind], verbs[i].name) == 0 && argc - optind - 1 == verbs[i].operands) {
            keys.id = str_from_z(verbs[i].operands > 0 ? argv[optind + 1] : "");
            status = run(&keys, &options, verbs[i].run);
        }
    }
    arena_done(&arena);
    return status == EXIT_USAGE ? command_usage("keys") : status;
}
