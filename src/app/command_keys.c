/* SPDX-License-Identifier: Apache-2.0 */
/* The ring in secret.key: what is in it, another key, an old one taken out. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/keys_house.h"
#include "app/startup.h"
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
    err e = keys_house_goes_on(keys->arena, &keys->settings, ring, &keys->complaints);
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

/* A ring that its database does not know changes nothing any more; it is shown all the same. */
static err compare(struct keys *keys, bool found)
{
    bool looked = false;
    err e = keys_house_compare(keys->arena, &keys->settings, found ? &keys->ring : NULL, &looked,
                               &keys->complaints);
    if (e == ERR_OK && !found) {
        buf_printf(&keys->complaints, "%" STR_FMT "/secret.key: does not exist yet\n",
                   STR_ARG(keys->settings.data_dir));
        e = ERR_NOT_FOUND;
    }
    return e;
}

/* The file is lost for good, or another one is wanted: what was signed before ends. */
static err adopt(struct keys *keys, bool found)
{
    struct buf said = buf_in(keys->arena);
    bool looked = false;
    err e = keys_house_compare(keys->arena, &keys->settings, found ? &keys->ring : NULL, &looked,
                               &said);
    if (!looked || (e != ERR_OK && e != ERR_INVALID)) {
        buf_put(&keys->complaints, looked ? buf_str(&said) : STR("there is no database yet\n"));
        return ERR_INVALID;
    }
    if (e == ERR_OK) {
        buf_put(&keys->out, found ? STR("the ring belongs to this database already\n")
                                  : STR("the database is new; serve makes the key\n"));
        return ERR_OK;
    }
    e = found ? ERR_OK : put_first(keys, false);
    if (e == ERR_OK) {
        e = keys_house_adopt(keys->arena, &keys->settings, &keys->ring, !found, &keys->complaints);
    }
    if (e == ERR_OK) {
        buf_put(&keys->out, STR("the ring is this database's from now on; every member of staff "
                                "needs a new link (kabinet staff reset)\n"));
    }
    return e;
}

static const struct verb {
    const char *name;
    err (*run)(struct keys *keys); /* NULL: adopt */
    int operands;
} verbs[] = {
    {"list", list, 0},     {"add", add, 0},    {"rotate", rotate, 0},
    {"retire", retire, 1}, {"adopt", NULL, 0},
};

static err act(struct keys *keys, const struct verb *verb)
{
    bool found = false;
    err e = house_key_load(keys->arena, keys->settings.data_dir, &keys->ring, &found,
                           &keys->complaints);
    if (e != ERR_OK || verb->run == NULL) {
        return e == ERR_OK ? adopt(keys, found) : e;
    }
    e = compare(keys, found);
    if (e == ERR_OK) {
        return verb->run(keys);
    }
    return found && verb->run == list && list(keys) != ERR_OK ? ERR_INTERNAL : e;
}

static int run(struct keys *keys, const struct startup_options *options, const struct verb *verb)
{
    err e = startup_settings_read(keys->arena, options, &keys->settings, &keys->complaints);
    int lock = -1;
    if (e == ERR_OK && verb->run != list) {
        e = secret_ring_lock(keys->arena, keys->settings.data_dir, &lock, &keys->complaints);
    }
    if (e == ERR_OK) {
        e = act(keys, verb);
    }
    if (lock >= 0) {
        secret_ring_unlock(lock);
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
            status = run(&keys, &options, &verbs[i]);
        }
    }
    arena_done(&arena);
    return status == EXIT_USAGE ? command_usage("keys") : status;
}
