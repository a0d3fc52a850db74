/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "crypto/codec.h"
#include "crypto/mac.h"
#include "features/captcha/altcha.h"
#include "features/captcha/captcha_fixture.h"
#include "features/captcha/picture.h"
#include "features/captcha/pressure.h"
#include "features/captcha/sound.h"
#include "test.h"

static struct arena arena;

static const when noon = {INT64_C(1795000000) * WHEN_SECOND};

static enum captcha_result check(str payload, when now)
{
    struct altcha_proof proof;
    return altcha_check(&arena, fixture_key(&arena), payload, now, &proof);
}

static str solved(str scope)
{
    return fixture_payload(&arena, scope, when_add(noon, CAPTCHA_LIFE));
}

/* The payload with the first occurrence of one text replaced, encoded again. */
static str with(str payload, const char *from, const char *to)
{
    str json = {0};
    expect(base64_decode(&arena, payload, &json));
    ptrdiff_t at = str_find(json, str_from_z(from));
    expect(at >= 0);
    str changed =
        str_printf(&arena, "%" STR_FMT "%s%" STR_FMT, STR_ARG(str_sub(json, 0, (size_t)at)), to,
                   STR_ARG(str_skip(json, (size_t)at + strlen(from))));
    return base64_encode(&arena, changed);
}

static void proofs(void)
{
    test ("a solved challenge passes and tells its form") {
        struct altcha_proof proof;
        expect(altcha_check(&arena, fixture_key(&arena), solved(STR("register")), noon, &proof) ==
               CAPTCHA_PASSED);
        expect_str(proof.scope, STR("register"));
        expect(proof.nonce.len == 32);
        expect_i64(proof.expires_at.us, when_add(noon, CAPTCHA_LIFE).us);
    }
    test ("nothing of a challenge can be changed") {
        str payload = solved(STR("register"));
        expect(check(with(payload, "\"cost\":20", "\"cost\":1"), noon) == CAPTCHA_WRONG);
        expect(check(with(payload, "register", "recover"), noon) == CAPTCHA_WRONG);
        expect(check(with(payload, "\"expiresAt\":1795000600", "\"expiresAt\":1795000601"), noon) ==
               CAPTCHA_WRONG);
        expect(check(with(payload, "\"expiresAt\":1795000600", "\"expiresAt\":0"), noon) !=
               CAPTCHA_PASSED);
        expect(check(with(payload, ",\"expiresAt\":1795000600", ""), noon) == CAPTCHA_WRONG);
        expect(check(with(payload, "PBKDF2/SHA-256", "SHA-256"), noon) == CAPTCHA_WRONG);
        expect(check(with(payload, "\"cost\":20", "\"cost\":20,\"more\":1"), noon) ==
               CAPTCHA_WRONG);
    }
    test ("an unsolved challenge does not pass") {
        str payload = solved(STR("register"));
        expect(check(with(payload, "\"derivedKey\":\"", "\"derivedKey\":\"00"), noon) ==
               CAPTCHA_WRONG);
        expect(check(with(payload, "\"counter\":", "\"counter\":-"), noon) == CAPTCHA_WRONG);
        expect(check(with(payload, "\"derivedKey\"", "\"key\""), noon) == CAPTCHA_WRONG);
    }
    test ("a challenge ends after ten minutes") {
        str payload = solved(STR("register"));
        expect(check(payload, when_add(noon, CAPTCHA_LIFE - WHEN_SECOND)) == CAPTCHA_PASSED);
        expect(check(payload, when_add(noon, CAPTCHA_LIFE)) == CAPTCHA_EXPIRED);
        str for_ever = fixture_payload(&arena, STR("register"), when_add(noon, WHEN_DAY));
        expect(check(for_ever, noon) == CAPTCHA_WRONG);
    }
    test ("another server's challenge is refused") {
        struct altcha_proof proof;
        expect(altcha_check(&arena, secret_copy(&arena, STR("another key")),
                            solved(STR("register")), noon, &proof) == CAPTCHA_WRONG);
    }
    test ("junk is refused") {
        static const char *const junk[] = {"", "x", "e30=", "W10=", "bnVsbA==", "{}", "////"};
        for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
            expect(check(str_from_z(junk[i]), noon) == CAPTCHA_WRONG);
        }
        char *large = arena_alloc(&arena, CAPTCHA_ALTCHA_CHARS_MAX + 4);
        memset(large, 'A', CAPTCHA_ALTCHA_CHARS_MAX + 4);
        expect(check((str){large, CAPTCHA_ALTCHA_CHARS_MAX + 4}, noon) == CAPTCHA_WRONG);
    }
    test ("risk multiplies the work") {
        struct altcha_work low = altcha_work_of(CAPTCHA_RISK_LOW, false);
        struct altcha_work high = altcha_work_of(CAPTCHA_RISK_HIGH, false);
        expect(high.counter_min > low.counter_max && high.rounds == low.rounds);
        expect(altcha_work_of(CAPTCHA_RISK_HIGH, true).counter_max < low.counter_min);
    }
    test ("a network that asks often gets harder challenges, for ten minutes") {
        enum captcha_risk risk = CAPTCHA_RISK_LOW;
        expect(pressure_add(STR("192.0.2.1"), noon) == CAPTCHA_RISK_LOW);
        for (int i = 0; i < 40; i++) {
            risk = pressure_add(STR("192.0.2.1"), noon);
        }
        expect(risk == CAPTCHA_RISK_RAISED);
        for (int i = 0; i < 120; i++) {
            risk = pressure_add(STR("192.0.2.1"), noon);
        }
        expect(risk == CAPTCHA_RISK_HIGH);
        expect(pressure_add(STR("192.0.2.2"), noon) == CAPTCHA_RISK_LOW);
        expect(pressure_add(STR("192.0.2.1"), when_add(noon, 10 * WHEN_MINUTE)) ==
               CAPTCHA_RISK_LOW);
    }
    test ("answers to pictures count as well, and the door of pictures narrows under pressure") {
        str calm = STR("198.51.100.31"), flood = STR("198.51.100.32");
        int taken = 0;
        for (int i = 0; i < 40; i++) {
            taken += pressure_takes_picture(calm, noon);
        }
        expect_i64(taken, 30);
        expect(pressure_add(calm, noon) == CAPTCHA_RISK_RAISED);
        for (int i = 0; i < 200; i++) {
            (void)pressure_add(flood, noon);
        }
        taken = 0;
        for (int i = 0; i < 40; i++) {
            taken += pressure_takes_picture(flood, noon);
        }
        expect_i64(taken, 5);
        expect(pressure_takes_picture(calm, when_add(noon, 10 * WHEN_MINUTE)));
    }
}

static struct picture_id new_id(str *out_text)
{
    str text = picture_id_new(&arena, fixture_key(&arena), STR("register"), STR("guest"),
                              when_add(noon, CAPTCHA_LIFE));
    struct picture_id id = {0};
    expect(picture_id_parse(text, &id));
    if (out_text != NULL) {
        *out_text = text;
    }
    return id;
}

static void names(void)
{
    test ("a picture belongs to one form and one browser") {
        struct picture_id id = new_id(NULL);
        struct secret key = fixture_key(&arena);
        expect(picture_id_is_for(&arena, key, &id, STR("register"), STR("guest")));
        expect(!picture_id_is_for(&arena, key, &id, STR("recover"), STR("guest")));
        expect(!picture_id_is_for(&arena, key, &id, STR("register"), STR("other")));
        expect_i64(id.expires_at.us, when_add(noon, CAPTCHA_LIFE).us);
        id.expires_at = when_add(id.expires_at, WHEN_SECOND);
        expect(!picture_id_is_for(&arena, key, &id, STR("register"), STR("guest")));
    }
    test ("names of pictures are read strictly") {
        str text = {0};
        struct picture_id id = new_id(&text);
        expect(text.len < 128);
        expect(!picture_id_parse(STR(""), &id));
        expect(!picture_id_parse(STR("a.b.c"), &id));
        expect(!picture_id_parse(str_skip(text, 1), &id));
        expect(!picture_id_parse(str_printf(&arena, "%" STR_FMT "x", STR_ARG(text)), &id));
    }
    test ("an answer is taken in any case, with blanks, and in Cyrillic letters that look alike") {
        /* 2 A E K M T */
        struct picture_symbols symbols = {{0, 8, 9, 10, 11, 12}};
        expect(picture_is_answered(&arena, &symbols, STR("2AEKMT")));
        expect(picture_is_answered(&arena, &symbols, STR(" 2a ek-mt")));
        expect(picture_is_answered(&arena, &symbols, STR("2АЕКМТ")));
        expect(picture_is_answered(&arena, &symbols, STR("2аекмт")));
        expect(!picture_is_answered(&arena, &symbols, STR("2AEKM")));
        expect(!picture_is_answered(&arena, &symbols, STR("2AEKMTT")));
        expect(!picture_is_answered(&arena, &symbols, STR("3AEKMT")));
        expect(!picture_is_answered(&arena, &symbols, STR("")));
    }
}

static void drawings(void)
{
    test ("every symbol lies inside the picture, whatever the dice say") {
        for (uint64_t seed = 0; seed < 60; seed++) {
            struct arena_mark mark = arena_mark(&arena);
            struct picture_symbols symbols;
            for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
                symbols.index[i] = (unsigned char)((seed + i * 3) % (sizeof(PICTURE_ALPHABET) - 1));
            }
            struct picture_box boxes[PICTURE_SYMBOLS];
            picture_boxes(&arena, &symbols, seed * 7919, boxes);
            for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
                expect(boxes[i].left >= 0 && boxes[i].right < PICTURE_WIDTH);
                expect(boxes[i].top >= 0 && boxes[i].bottom < PICTURE_HEIGHT);
                expect(boxes[i].bottom - boxes[i].top >= 30);
            }
            arena_rewind(&arena, mark);
        }
    }
    test ("the same picture comes again, and another one for another seed") {
        struct picture_symbols symbols = {{0, 1, 2, 3, 4, 5}};
        str png = picture_png(&arena, &symbols, 1);
        expect(str_starts(png, STR("\x89PNG\r\n\x1a\n")) && png.len < 20000);
        expect(str_eq(png, picture_png(&arena, &symbols, 1)));
        expect(!str_eq(png, picture_png(&arena, &symbols, 2)));
    }
    test ("the sound is a WAV of a few seconds in both languages") {
        struct picture_symbols symbols = {{0, 1, 2, 3, 11, 12}};
        for (enum lang lang = LANG_UK; lang < LANG_COUNT; lang++) {
            str wav = sound_wav(&arena, &symbols, lang, 7, NULL);
            expect(str_starts(wav, STR("RIFF")) && str_eq(str_sub(wav, 8, 8), STR("WAVEfmt ")));
            expect(wav.len > (size_t)SOUND_RATE * 3 && wav.len < (size_t)SOUND_RATE * 12);
        }
        expect(!str_eq(sound_wav(&arena, &symbols, LANG_UK, 7, NULL),
                       sound_wav(&arena, &symbols, LANG_EN, 7, NULL)));
    }
}

int main(void)
{
    arena_init(&arena, 64 << 20);
    proofs();
    names();
    drawings();
    arena_done(&arena);
    return tests_done();
}
