/* SPDX-License-Identifier: Apache-2.0 */
#include "testroom.h"

#include <string.h>

#include "base/check.h"
#include "crypto/mac.h"
#include "crypto/password.h"
#include "web/outbox.h"

#define MESSAGES_MAX 5000

static void make_keys(struct test_room *room)
{
    struct secret master = secret_copy(&room->t.arena, STR("a key that only tests know"));
    room->site.keys = (struct site_keys){
        .token = mac_key_for(&room->t.arena, master, STR("token")),
        .csrf = mac_key_for(&room->t.arena, master, STR("csrf")),
        .cookie = mac_key_for(&room->t.arena, master, STR("cookie")),
        .captcha = mac_key_for(&room->t.arena, master, STR("captcha")),
        .second_factor = mac_key_for(&room->t.arena, master, STR("second_factor")),
    };
}

bool test_room_open(struct test_room *out)
{
    memset(out, 0, sizeof *out);
    if (!test_db_open(&out->t)) {
        return false;
    }
    struct arena *arena = &out->t.arena;
    struct buf complaints = buf_in(arena);
    CHECK(settings_load(arena, NULL, &out->settings, &complaints) == ERR_OK);
    out->settings.demo = true;
    out->site = (struct site){
        .settings = &out->settings,
        .engine = out->t.engine,
        .origin = STR("http://127.0.0.1:8080"),
        .language = LANG_EN,
        .zone = zone_utc(),
    };
    make_keys(out);
    struct password_cost cost = {.memory_kib = 64, .passes = 1, .slots = 2};
    CHECK(password_hasher_open(&cost, &out->site.hasher) == ERR_OK);
    out->act = (struct act){
        .site = &out->site,
        .db = out->t.db,
        .arena = arena,
        .now = {INT64_C(1790000000) * WHEN_SECOND},
        .lang = LANG_EN,
        .network = STR("192.0.2.1"),
        .user_agent = STR("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"),
    };
    return true;
}

void test_room_close(struct test_room *room)
{
    password_hasher_close(&room->site.hasher);
    test_db_close(&room->t);
}

void test_room_wait(struct test_room *room, int64_t span_us)
{
    room->act.now = when_add(room->act.now, span_us);
}

struct making {
    struct arena *arena;
    struct account_draft draft;
    account_id id;
};

static err make(struct db *tx, void *arg)
{
    struct making *making = arg;
    return account_create(tx, making->arena, &making->draft, &making->id);
}

account_id test_room_account(struct test_room *room, str login, str phone, str password)
{
    struct arena *arena = &room->t.arena;
    struct making making = {
        .arena = arena,
        .draft =
            {
                .login = {login},
                .email = {str_printf(arena, "%" STR_FMT "@example.com", STR_ARG(login))},
                .phone = {phone},
                .name = STR("Олена Ковальчук"),
                .language = STR("en"),
                .timezone = STR("Europe/Kyiv"),
                .terms_version = STR("1"),
                .terms_at = room->act.now,
                .network = STR("192.0.2.1"),
                .now = room->act.now,
            },
    };
    CHECK(password_hash(room->site.hasher, arena, secret_copy(arena, password),
                        &making.draft.password_hash) == ERR_OK);
    CHECK(test_db_do(&room->t, make, &making));
    return making.id;
}

static struct outbox_entry *messages(struct test_room *room, size_t *out_count)
{
    struct outbox_entry *all = NULL;
    CHECK(outbox_recent(room->t.db, &room->t.arena, MESSAGES_MAX, &all, out_count) == ERR_OK);
    db_snapshot_end(room->t.db);
    return all;
}

int64_t test_room_messages(struct test_room *room, str to)
{
    size_t count = 0;
    struct outbox_entry *all = messages(room, &count);
    int64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += str_eq(all[i].to, to) ? 1 : 0;
    }
    return found;
}

str test_room_text(struct test_room *room, str to)
{
    size_t count = 0;
    struct outbox_entry *all = messages(room, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(all[i].to, to)) {
            return all[i].text;
        }
    }
    return STR("");
}

str test_room_code(struct test_room *room, str to)
{
    str text = test_room_text(room, to);
    size_t digits = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool digit = i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9';
        if (!digit && digits == 6) {
            return str_sub(text, i - 6, 6);
        }
        digits = digit ? digits + 1 : 0;
    }
    return STR("");
}

str test_room_token(struct test_room *room, str to)
{
    str text = test_room_text(room, to);
    ptrdiff_t at = str_find(text, STR("token="));
    return at < 0 ? STR("") : str_sub(text, (size_t)at + 6, 43);
}

struct running {
    const struct job_kind *kind;
    struct job_run run;
};

static err run_job(struct db *tx, void *arg)
{
    const struct running *running = arg;
    return running->kind->run(tx, &running->run);
}

err test_room_job(struct test_room *room, const struct job_kind *kinds, const char *name, str ref)
{
    for (const struct job_kind *kind = kinds; kind->name != NULL; kind++) {
        if (str_eq(str_from_z(kind->name), str_from_z(name))) {
            struct running running = {
                .kind = kind,
                .run = {.site = &room->site,
                        .arena = &room->t.arena,
                        .ref = ref,
                        .due = room->act.now,
                        .now = room->act.now,
                        .attempt = 1},
            };
            return db_transaction(room->t.db, run_job, &running);
        }
    }
    return ERR_NOT_FOUND;
}
