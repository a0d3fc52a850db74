/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "features/captcha/captcha.h"
#include "features/captcha/captcha_fixture.h"
#include "features/captcha/picture_id.h"
#include "test.h"
#include "testdb.h"

static struct test_db t;

static const when noon = {INT64_C(1795000000) * WHEN_SECOND};

struct checking {
    const char *scope;
    struct captcha_answer answer;
    when now;
    enum captcha_result result;
};

static err check_in(struct db *tx, void *arg)
{
    struct checking *c = arg;
    struct captcha_setup setup = {.key = fixture_key(&t.arena), .cheap = true};
    return captcha_check(tx, &t.arena, &setup, str_from_z(c->scope), &c->answer, c->now,
                         &c->result);
}

static enum captcha_result check_at(const char *scope, struct captcha_answer answer, when now)
{
    struct checking c = {scope, answer, now, CAPTCHA_MISSING};
    expect(test_db_do(&t, check_in, &c));
    return c.result;
}

static enum captcha_result check(const char *scope, struct captcha_answer answer)
{
    return check_at(scope, answer, noon);
}

static str payload(const char *scope)
{
    return fixture_payload(&t.arena, str_from_z(scope), when_add(noon, CAPTCHA_LIFE));
}

static str picture(const char *scope, str *out_code)
{
    struct secret key = fixture_key(&t.arena);
    str text = picture_id_new(&t.arena, key, str_from_z(scope), STR("guest"),
                              when_add(noon, CAPTCHA_LIFE));
    struct picture_id id;
    expect(picture_id_parse(text, &id));
    struct picture_symbols symbols = picture_symbols_of(&t.arena, key, &id);
    char *code = arena_alloc(&t.arena, PICTURE_SYMBOLS);
    for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
        code[i] = PICTURE_ALPHABET[symbols.index[i]];
    }
    *out_code = (str){code, PICTURE_SYMBOLS};
    return text;
}

static void proofs(void)
{
    test ("a proof of work counts once, for its own form") {
        struct captcha_answer answer = {.altcha = payload("register")};
        expect(check("recover", answer) == CAPTCHA_WRONG);
        expect(check("register", answer) == CAPTCHA_PASSED);
        expect(check("register", answer) == CAPTCHA_EXPIRED);
    }
    test ("a proof for any form counts once in all") {
        struct captcha_answer answer = {.altcha = payload("any")};
        expect(check("recover", answer) == CAPTCHA_PASSED);
        expect(check("register", answer) == CAPTCHA_EXPIRED);
    }
    test ("a proof counts again for the call it was spent on, and for no other") {
        struct captcha_answer answer = {.altcha = payload("register"), .call = STR("one")};
        expect(check("register", answer) == CAPTCHA_PASSED);
        expect(check("register", answer) == CAPTCHA_PASSED);
        answer.call = STR("another");
        expect(check("register", answer) == CAPTCHA_EXPIRED);
        answer.call = STR("");
        expect(check("register", answer) == CAPTCHA_EXPIRED);
    }
    test ("no answer is no answer") {
        expect(check("register", (struct captcha_answer){0}) == CAPTCHA_MISSING);
        str code = {0};
        struct captcha_answer answer = {.id = picture("register", &code), .guest = STR("guest")};
        answer.code = STR("  ");
        expect(check("register", answer) == CAPTCHA_MISSING);
    }
}

static void pictures(void)
{
    str code = {0};
    test ("a picture counts once, for its own form and browser") {
        struct captcha_answer answer = {.id = picture("register", &code), .guest = STR("guest")};
        answer.code = code;
        expect(check("recover", answer) == CAPTCHA_WRONG);
        answer.guest = STR("other");
        expect(check("register", answer) == CAPTCHA_WRONG);
        answer.guest = STR("guest");
        expect(check("register", answer) == CAPTCHA_PASSED);
        expect(check("register", answer) == CAPTCHA_EXPIRED);
    }
    test ("a solved picture counts again for the call it was spent on, and for no other") {
        struct captcha_answer answer = {
            .id = picture("register", &code), .guest = STR("guest"), .call = STR("one")};
        answer.code = code;
        expect(check("register", answer) == CAPTCHA_PASSED);
        answer.call = STR("another");
        expect(check("register", answer) == CAPTCHA_EXPIRED);
        answer.call = STR("one");
        expect(check("register", answer) == CAPTCHA_PASSED);
    }
    test ("a picture may be tried three times") {
        struct captcha_answer answer = {.id = picture("register", &code), .guest = STR("guest")};
        answer.code = STR("wrong");
        for (int i = 0; i < CAPTCHA_TRIES_MAX; i++) {
            expect(check("register", answer) == CAPTCHA_WRONG);
        }
        answer.code = code;
        expect(check("register", answer) == CAPTCHA_EXPIRED);
    }
    test ("a slip does not cost the picture") {
        struct captcha_answer answer = {.id = picture("register", &code), .guest = STR("guest")};
        answer.code = STR("wrong");
        expect(check("register", answer) == CAPTCHA_WRONG);
        answer.code = code;
        expect(check("register", answer) == CAPTCHA_PASSED);
    }
    test ("a picture ends after ten minutes") {
        struct captcha_answer answer = {.id = picture("register", &code), .guest = STR("guest")};
        answer.code = code;
        expect(check_at("register", answer, when_add(noon, CAPTCHA_LIFE)) == CAPTCHA_EXPIRED);
    }
    test ("the picture is checked when both ways were filled") {
        struct captcha_answer answer = {.id = picture("register", &code), .guest = STR("guest")};
        answer.code = STR("wrong");
        answer.altcha = payload("register");
        expect(check("register", answer) == CAPTCHA_WRONG);
        answer.code = STR("");
        expect(check("register", answer) == CAPTCHA_PASSED);
    }
}

struct racer {
    pthread_t thread;
    struct db *db;
    struct arena arena;
    str payload;
    enum captcha_result result;
    err e;
};

static err race_in(struct db *tx, void *arg)
{
    struct racer *racer = arg;
    struct captcha_setup setup = {.key = fixture_key(&racer->arena), .cheap = true};
    struct captcha_answer answer = {.altcha = racer->payload};
    return captcha_check(tx, &racer->arena, &setup, STR("register"), &answer, noon, &racer->result);
}

static void *race(void *arg)
{
    struct racer *racer = arg;
    racer->e = db_transaction(racer->db, race_in, racer);
    return NULL;
}

static void races(void)
{
    test ("the same proof in parallel requests counts once") {
        struct racer racers[4] = {0};
        str proof = payload("register");
        int passed = 0;
        for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
            racers[i].db = test_db_handle(&t);
            racers[i].payload = proof;
            arena_init(&racers[i].arena, 1 << 20);
            expect(pthread_create(&racers[i].thread, NULL, race, &racers[i]) == 0);
        }
        for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
            expect(pthread_join(racers[i].thread, NULL) == 0);
            expect(racers[i].e == ERR_OK);
            passed += racers[i].result == CAPTCHA_PASSED;
            expect(racers[i].result == CAPTCHA_PASSED || racers[i].result == CAPTCHA_EXPIRED);
            arena_done(&racers[i].arena);
            db_close(&racers[i].db);
        }
        expect_i64(passed, 1);
    }
}

static err purge_in(struct db *tx, void *arg)
{
    return captcha_purge(tx, *(const when *)arg);
}

int main(void)
{
    if (!test_db_open(&t)) {
        return tests_skipped("this engine is not at hand");
    }
    proofs();
    pictures();
    races();
    test ("what has run out is forgotten and still refused") {
        struct captcha_answer answer = {.altcha = payload("register")};
        expect(check("register", answer) == CAPTCHA_PASSED);
        when later = when_add(noon, CAPTCHA_LIFE);
        expect(test_db_do(&t, purge_in, &later));
        expect(check_at("register", answer, later) == CAPTCHA_EXPIRED);
    }
    test_db_close(&t);
    return tests_done();
}
