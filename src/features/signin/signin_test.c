/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password.h"
#include "features/signin/attempt.h"
#include "features/signin/queue_place.h"
#include "features/signin/signin.h"
#include "features/signin/signin_store.h"
#include "web/user_agent.h"
#include "test.h"
#include "testroom.h"

#define PASSWORD STR("a quiet green river")
#define DEVICE STR("0123456789abcdef0123456789abcdef")

static struct secret secret_of(struct test_room *r, str text);

static str hash_of(struct test_room *r, str text)
{
    str hash = STR("");
    expect(password_hash(r->site.hasher, &r->t.arena, secret_of(r, text), &hash) == ERR_OK);
    return hash;
}

static struct secret secret_of(struct test_room *r, str text)
{
    return secret_copy(&r->t.arena, text);
}

static struct attempt attempt(struct test_room *r, str identifier, str password, str device)
{
    struct attempt done = {.outcome = ATTEMPT_LIMITED};
    expect(attempt_password(&r->act, identifier, secret_of(r, password), device, &done) == ERR_OK);
    return done;
}

static enum attempt_outcome outcome_of(struct test_room *r, str identifier, str password)
{
    return attempt(r, identifier, password, STR("")).outcome;
}

static void come_in(struct test_room *r, str identifier, str device)
{
    struct attempt good = attempt(r, identifier, PASSWORD, device);
    expect(good.outcome == ATTEMPT_OK);
    struct entry entry = {.subject = good.subject,
                          .method = "password",
                          .device = device,
                          .password = secret_of(r, PASSWORD)};
    session_id session;
    str token;
    expect(enter(&r->act, &entry, &session, &token) == ERR_OK);
}

static void identifier_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("olena.k"), STR("+380671234567"), PASSWORD);
    test ("login, e-mail and phone open the account, in any spelling") {
        str spellings[] = {STR("olena.k"),
                           STR(" OLENA.K "),
                           STR("ｏｌｅｎａ.k"),
                           STR("olena.k@example.com"),
                           STR("Olena.K@Example.COM"),
                           STR("+380671234567"),
                           STR("067 123-45-67"),
                           STR("380671234567")};
        for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
            expect(outcome_of(r, spellings[i], PASSWORD) == ATTEMPT_OK);
        }
    }
    test_room_wait(r, WHEN_HOUR);
    test ("a wrong password and an unknown name are refused alike") {
        expect(outcome_of(r, STR("olena.k"), STR("wrong")) == ATTEMPT_REFUSED);
        expect(outcome_of(r, STR("nobody"), PASSWORD) == ATTEMPT_REFUSED);
        expect(outcome_of(r, STR(""), PASSWORD) == ATTEMPT_REFUSED);
        expect(outcome_of(r, STR("olena.k"), STR("")) == ATTEMPT_REFUSED);
    }
    test_room_wait(r, WHEN_HOUR);
    test ("ten tries an hour, however the name is spelt, known or not") {
        str known[] = {STR("olena.k"), STR("OLENA.K"), STR("ｏｌｅｎａ.k")};
        for (int i = 0; i < 10; i++) {
            expect(outcome_of(r, known[i % 3], STR("wrong")) == ATTEMPT_REFUSED);
            expect(outcome_of(r, STR("nobody"), STR("wrong")) == ATTEMPT_REFUSED);
        }
        struct attempt late = attempt(r, STR("olena.k"), PASSWORD, STR(""));
        expect(late.outcome == ATTEMPT_LIMITED && late.retry_us > 0);
        expect(outcome_of(r, STR("NoBody"), PASSWORD) == ATTEMPT_LIMITED);
        test_room_wait(r, WHEN_HOUR);
        expect(outcome_of(r, STR("olena.k"), PASSWORD) == ATTEMPT_OK);
    }
}

/* What a guest hears of a name: how many tries until it is refused, and for how long. */
struct heard {
    int refused;
    int64_t retry_us;
};

static struct heard guess_until_limited(struct test_room *r, str name, str password)
{
    struct heard heard = {0};
    for (int i = 0; i < 20; i++) {
        struct attempt tried = attempt(r, name, password, STR(""));
        expect(tried.outcome != ATTEMPT_OK);
        if (tried.outcome == ATTEMPT_LIMITED) {
            heard.retry_us = tried.retry_us;
            break;
        }
        heard.refused++;
    }
    return heard;
}

static void expect_same(struct heard known, struct heard nobody)
{
    expect_i64(known.refused, nobody.refused);
    expect_i64(known.retry_us, nobody.retry_us);
}

static void other_name_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("twin"), STR("+380671234568"), PASSWORD);
    test ("ten wrong tries for a login do not tell which e-mail or phone is the same account's") {
        struct heard login = guess_until_limited(r, STR("twin"), STR("wrong"));
        expect_i64(login.refused, 10);
        expect_same(login, guess_until_limited(r, STR("nobody.else"), STR("wrong")));
        struct heard stranger = guess_until_limited(r, STR("nobody@example.com"), PASSWORD);
        expect_same(guess_until_limited(r, STR("twin@example.com"), PASSWORD), stranger);
        stranger = guess_until_limited(r, STR("+380671234599"), PASSWORD);
        expect_same(guess_until_limited(r, STR("+380671234568"), PASSWORD), stranger);
    }
    test ("the account's ten are spent under all of its names, and come back within the hour") {
        test_room_wait(r, WHEN_HOUR);
        expect(outcome_of(r, STR("twin@example.com"), PASSWORD) == ATTEMPT_OK);
    }
}

static bool is_own(struct test_room *r, str name, str device)
{
    bool own = true;
    struct http_request http = {.arena = &r->t.arena};
    struct standing_device shown = {.name = device, .site = &r->site, .http = &http};
    expect(signin_standing.is_own(r->t.db, &shown, name, &own) == ERR_OK);
    db_snapshot_end(r->t.db);
    return own;
}

static void own_device_tests(struct test_room *r)
{
    test ("in the queue a device is its account's own, and nobody else's") {
        expect(is_own(r, STR("victim"), DEVICE) && is_own(r, STR("victim@example.com"), DEVICE));
        expect(!is_own(r, STR("olena.k"), DEVICE));
        expect(!is_own(r, STR("nobody"), DEVICE));
        expect(!is_own(r, STR("victim"), STR("fedcba9876543210fedcba9876543210")));
    }
}

static void lockout_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("victim"), STR("+380509999999"), PASSWORD);
    come_in(r, STR("victim"), DEVICE);
    own_device_tests(r);
    str home = r->act.network;
    int64_t hashed = 0;
    str names[] = {STR("victim"), STR("victim@example.com"), STR("+380509999999")};
    test ("guesses from everywhere end after a hundred in a row, whatever the names") {
        for (int i = 0; i < 300; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.100.%d", i % 200);
            hashed += outcome_of(r, names[i % 3], STR("wrong")) == ATTEMPT_REFUSED ? 1 : 0;
        }
        expect_i64(hashed, 99);
        for (int i = 0; i < 34; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.101.%d", i);
            expect(outcome_of(r, STR("nobody.there"), STR("wrong")) ==
                   (i < 33 ? ATTEMPT_REFUSED : ATTEMPT_LIMITED));
        }
    }
    test ("a full row gives a try back each hour, and the refusal says when") {
        str places[] = {STR("203.0.113.50"), STR("203.0.113.51"), STR("203.0.113.52")};
        r->act.network = places[0];
        struct attempt late = attempt(r, STR("victim"), STR("wrong"), STR(""));
        expect(late.outcome == ATTEMPT_LIMITED);
        expect(late.retry_us > 0 && late.retry_us <= WHEN_HOUR);
        test_room_wait(r, late.retry_us - 1);
        r->act.network = places[1];
        expect(outcome_of(r, STR("victim"), STR("wrong")) == ATTEMPT_LIMITED);
        test_room_wait(r, 1);
        expect(outcome_of(r, STR("victim"), STR("wrong")) == ATTEMPT_REFUSED);
        r->act.network = places[2];
        expect(outcome_of(r, STR("victim"), PASSWORD) == ATTEMPT_LIMITED);
        test_room_wait(r, WHEN_HOUR);
        expect(outcome_of(r, STR("victim"), PASSWORD) == ATTEMPT_OK);
    }
    test ("beyond the hundred of all names a right password is not checked, and nobody is told") {
        test_room_wait(r, 3 * WHEN_HOUR);
        for (int i = 0; i < 9; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.102.%d", i);
            enum attempt_outcome heard = outcome_of(r, names[i % 3], STR("wrong"));
            expect(heard == ATTEMPT_REFUSED);
        }
        r->act.network = STR("203.0.113.60");
        expect(outcome_of(r, names[1], PASSWORD) == ATTEMPT_REFUSED);
        expect(outcome_of(r, names[2], PASSWORD) == ATTEMPT_REFUSED);
        expect(outcome_of(r, STR("nobody@example.com"), PASSWORD) == ATTEMPT_REFUSED);
    }
    test ("the owner's own device still opens the account, and guests do not see that it did") {
        r->act.network = home;
        expect(outcome_of(r, STR("victim"), PASSWORD) == ATTEMPT_LIMITED);
        come_in(r, STR("victim"), DEVICE);
        expect(outcome_of(r, STR("victim"), PASSWORD) == ATTEMPT_LIMITED);
        test_room_wait(r, WHEN_HOUR);
        expect(outcome_of(r, STR("victim"), PASSWORD) == ATTEMPT_OK);
    }
    test ("a success leaves a name's row as it was") {
        test_room_wait(r, 40 * WHEN_HOUR);
        for (int i = 0; i < 66; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.103.%d", i);
            enum attempt_outcome heard = outcome_of(r, STR("victim"), STR("wrong"));
            expect(heard == (i < 33 ? ATTEMPT_REFUSED : ATTEMPT_LIMITED));
            r->act.network = home;
            if (i < 32) {
                come_in(r, STR("victim"), STR(""));
            }
        }
        test_room_wait(r, 40 * WHEN_HOUR);
    }
    test ("a device that never opened this account has no budget of its own") {
        r->act.network = STR("203.0.113.9");
        for (int i = 0; i < 10; i++) {
            expect(attempt(r, STR("victim"), STR("wrong"), STR("another")).outcome ==
                   ATTEMPT_REFUSED);
        }
        expect(attempt(r, STR("victim"), STR("wrong"), STR("other")).outcome == ATTEMPT_LIMITED);
        r->act.network = home;
    }
}

static void history_tests(struct test_room *r)
{
    account_id id = test_room_account(r, STR("diary"), STR("+380508888888"), PASSWORD);
    test ("a sign-in from a new place is told by mail, the next one there is not") {
        come_in(r, STR("diary"), STR("dev1"));
        expect_i64(test_room_messages(r, STR("diary@example.com")), 1);
        come_in(r, STR("diary"), STR("dev1"));
        expect_i64(test_room_messages(r, STR("diary@example.com")), 1);
        r->act.network = STR("203.0.113.1");
        come_in(r, STR("diary"), STR("dev1"));
        expect_i64(test_room_messages(r, STR("diary@example.com")), 1);
        come_in(r, STR("diary"), STR("dev2"));
        expect_i64(test_room_messages(r, STR("diary@example.com")), 1);
        r->act.network = STR("203.0.113.2");
        come_in(r, STR("diary"), STR("dev3"));
        expect_i64(test_room_messages(r, STR("diary@example.com")), 2);
        r->act.network = STR("192.0.2.1");
    }
    test ("every attempt is in the history, newest first") {
        test_room_wait(r, WHEN_SECOND);
        expect(outcome_of(r, STR("diary"), STR("wrong")) == ATTEMPT_REFUSED);
        struct signin_attempt *list = NULL;
        size_t count = 0;
        expect(signin_attempts_of(r->t.db, &r->t.arena, id, WHEN_NONE, STR(""), 4, &list, &count) ==
               ERR_OK);
        expect_i64((int64_t)count, 4);
        expect(!list[0].ok && list[1].ok && list[1].new_device);
        str last = list[3].id;
        expect(signin_attempts_of(r->t.db, &r->t.arena, id, list[3].at, list[3].id, 50, &list,
                                  &count) == ERR_OK);
        expect_i64((int64_t)count, 2);
        expect(count == 2 && !str_eq(list[0].id, last));
        db_snapshot_end(r->t.db);
    }
}

/* The two halves of the form: the present password is verified, then the fresh one takes its
 * place. Between them time passes. */
static enum change_outcome change(struct test_room *r, account_id id, session_id session,
                                  str present, str fresh)
{
    struct attempt tried;
    expect(attempt_own_password(&r->act, id, secret_of(r, present), STR(""), &tried) == ERR_OK);
    if (tried.outcome != ATTEMPT_OK) {
        return tried.outcome == ATTEMPT_LIMITED ? CHANGE_LIMITED : CHANGE_WRONG_PASSWORD;
    }
    struct password_asker asker = {.subject = tried.subject, .session = session};
    enum change_outcome done;
    str token;
    expect(password_change(&r->act, &asker, hash_of(r, fresh), &done, &token) == ERR_OK);
    return done;
}

static void change_tests(struct test_room *r)
{
    account_id id = test_room_account(r, STR("changer"), STR("+380507777777"), PASSWORD);
    session_id none = {STR("")};
    test ("a password is changed by who knows the present one") {
        expect(change(r, id, none, STR("wrong"), STR("another good river")) ==
               CHANGE_WRONG_PASSWORD);
        expect(change(r, id, none, PASSWORD, STR("another good river")) == CHANGE_DONE);
        expect(outcome_of(r, STR("changer"), PASSWORD) == ATTEMPT_REFUSED);
        expect(outcome_of(r, STR("changer"), STR("another good river")) == ATTEMPT_OK);
        expect_i64(test_room_messages(r, STR("changer@example.com")), 1);
    }
    test ("guessing at the form of the change uses the same budget as the login form") {
        test_room_wait(r, 2 * WHEN_HOUR);
        for (int i = 0; i < 10; i++) {
            expect(outcome_of(r, STR("changer"), STR("wrong")) == ATTEMPT_REFUSED);
        }
        expect(change(r, id, none, STR("wrong"), STR("x")) == CHANGE_LIMITED);
    }
}

struct overruling {
    account_id account;
    when now;
};

/* What a recovery does to a password; nobody asks for the old one. */
static err recover_in(struct db *tx, void *arg)
{
    const struct overruling *overruling = arg;
    err e = account_password_set(tx, overruling->account, STR("the owner's own"), overruling->now);
    return e == ERR_OK
               ? session_end_others(tx, overruling->account, (session_id){STR("")}, overruling->now)
               : e;
}

static void recover(struct test_room *r, account_id id)
{
    struct overruling overruling = {.account = id, .now = r->act.now};
    expect(db_transaction(r->t.db, recover_in, &overruling) == ERR_OK);
}

static session_id session_of(struct test_room *r, str login, str *out_token)
{
    struct attempt good = attempt(r, login, PASSWORD, STR(""));
    struct entry entry = {.subject = good.subject, .method = "password", .device = STR("")};
    entry.password = secret_of(r, PASSWORD);
    session_id session = {STR("")};
    expect(enter(&r->act, &entry, &session, out_token) == ERR_OK);
    return session;
}

static bool lives(struct test_room *r, account_id id, session_id session)
{
    bool alive = false;
    when proven_at;
    expect(session_lives(r->t.db, &r->t.arena, id, session, r->act.now, &alive, &proven_at) ==
           ERR_OK);
    db_snapshot_end(r->t.db);
    return alive;
}

static void race_tests(struct test_room *r)
{
    account_id id = test_room_account(r, STR("racer"), STR("+380505555555"), PASSWORD);
    str token;
    test ("a password that was changed after it was verified opens no session") {
        struct attempt good = attempt(r, STR("racer"), PASSWORD, STR(""));
        expect(good.outcome == ATTEMPT_OK);
        recover(r, id);
        struct entry entry = {.subject = good.subject, .method = "password", .device = STR("")};
        entry.password = secret_of(r, PASSWORD);
        session_id session;
        expect(enter(&r->act, &entry, &session, &token) == ERR_DENIED);
    }
    account_id other = test_room_account(r, STR("racer2"), STR("+380505555556"), PASSWORD);
    test ("nor does it set another one") {
        session_id session = session_of(r, STR("racer2"), &token);
        struct attempt good;
        expect(attempt_own_password(&r->act, other, secret_of(r, PASSWORD), STR(""), &good) ==
               ERR_OK);
        recover(r, other);
        struct password_asker asker = {.subject = good.subject, .session = session};
        enum change_outcome done = CHANGE_DONE;
        expect(password_change(&r->act, &asker, hash_of(r, STR("an intruder's own")), &done,
                               &token) == ERR_OK);
        expect(done == CHANGE_SIGNED_OUT);
        asker.session = (session_id){STR("")};
        expect(password_change(&r->act, &asker, hash_of(r, STR("an intruder's own")), &done,
                               &token) == ERR_OK);
        expect(done == CHANGE_WRONG_PASSWORD);
        struct credential credential;
        expect(account_credential(r->t.db, &r->t.arena, other, &credential) == ERR_OK);
        db_snapshot_end(r->t.db);
        expect_str(credential.password_hash, STR("the owner's own"));
    }
    account_id third = test_room_account(r, STR("racer3"), STR("+380505555557"), PASSWORD);
    test ("a change ends the other sessions and gives the one that asks another token") {
        str kept_token, other_token;
        session_id kept = session_of(r, STR("racer3"), &kept_token);
        session_id elsewhere = session_of(r, STR("racer3"), &other_token);
        struct attempt good;
        expect(attempt_own_password(&r->act, third, secret_of(r, PASSWORD), STR(""), &good) ==
               ERR_OK);
        struct password_asker asker = {.subject = good.subject, .session = kept, .renews = true};
        enum change_outcome done = CHANGE_LIMITED;
        expect(password_change(&r->act, &asker, hash_of(r, STR("a second good river")), &done,
                               &token) == ERR_OK);
        expect(done == CHANGE_DONE && token.len > 0 && !str_eq(token, kept_token));
        expect(lives(r, third, kept) && !lives(r, third, elsewhere));
    }
}

static void rehash_tests(struct test_room *r)
{
    account_id id = test_room_account(r, STR("rehash"), STR("+380506666666"), PASSWORD);
    test ("a good sign-in hashes the password anew when the cost was raised") {
        struct password_hasher *old = r->site.hasher;
        struct password_cost cost = {.memory_kib = 128, .passes = 2, .slots = 1};
        expect(password_hasher_open(&cost, &r->site.hasher) == ERR_OK);
        struct credential before, after;
        expect(account_credential(r->t.db, &r->t.arena, id, &before) == ERR_OK);
        db_snapshot_end(r->t.db);
        expect(password_needs_rehash(r->site.hasher, before.password_hash));
        come_in(r, STR("rehash"), STR(""));
        expect(account_credential(r->t.db, &r->t.arena, id, &after) == ERR_OK);
        db_snapshot_end(r->t.db);
        expect(!password_needs_rehash(r->site.hasher, after.password_hash));
        expect_i64(after.version, before.version);
        expect(outcome_of(r, STR("rehash"), PASSWORD) == ATTEMPT_OK);
        password_hasher_close(&r->site.hasher);
        r->site.hasher = old;
    }
}

static void device_name_tests(struct arena *arena)
{
    test ("devices are called as people know them") {
        struct device_name name = device_name_of(
            arena, LANG_EN,
            STR("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"));
        expect_str(name.text, STR("Safari on iPhone"));
        expect(name.phone);
        expect_str(device_name_of(arena, LANG_EN, STR("curl/8.0")).text, STR("curl"));
        expect_str(device_name_of(arena, LANG_EN, STR("")).text, STR("Unknown device"));
    }
}

int main(void)
{
    struct test_room r;
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    identifier_tests(&r);
    other_name_tests(&r);
    lockout_tests(&r);
    history_tests(&r);
    change_tests(&r);
    race_tests(&r);
    rehash_tests(&r);
    device_name_tests(&r.t.arena);
    test_room_close(&r);
    return tests_done();
}
