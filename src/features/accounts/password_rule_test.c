/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "features/accounts/password_layout.h"
#include "features/accounts/password_rule.h"
#include "test.h"

static struct arena arena;

static const struct password_context olena = {
    .login = STR_INIT("olena.k"),
    .email = STR_INIT("kovalenko@example.com"),
    .phone = STR_INIT("+380671234567"),
    .name = STR_INIT("Olena Kovalenko"),
    .brand = STR_INIT("Kabinet"),
    .host = STR_INIT("my.oberih.example:8443"),
};

static struct password_verdict check(const char *password, const struct password_context *context)
{
    return password_check(&arena, secret_copy(&arena, str_from_z(password)), context);
}

static void expect_code(const char *password, const char *code)
{
    struct password_verdict verdict = check(password, &olena);
    str said = str_printf(&arena, "%s: %s", password, verdict.code ? verdict.code : "accepted");
    expect_str(said, str_printf(&arena, "%s: %s", password, code));
}

static void accepted(void)
{
    test ("honest passwords are accepted, with any sign of the keyboard") {
        expect_code("correct horse battery staple", "accepted");
        expect_code("Tr0ub4dor&3-zebra", "accepted");
        expect_code("& \" ' < > and more of it", "accepted");
        expect_code("x7#Kq9!mZ2pL", "accepted");
        expect_code("three unrelated words", "accepted");
        expect_code("9-amber-kettle-orbit", "accepted");
        expect_code("Horoshyi-Den-2026!", "accepted");
    }
    test ("strength is told in five words") {
        expect_i64(check("x7#Kq9!mZ2pLw4", &olena).score, 4);
        expect_i64(check("aaaaaaaaaaaa", &olena).score, 0);
    }
    test ("a second factor allows eight characters") {
        struct password_context context = olena;
        expect_code("x7#Kq9!m", "password_short");
        context.second_factor = true;
        expect(check("x7#Kq9!m", &context).code == NULL);
        expect(check("x7#Kq9!", &context).code != NULL);
    }
    test ("a thousand bytes are taken whole, one more than 1024 is refused") {
        char longest[1026];
        for (size_t i = 0; i < sizeof(longest) - 1; i++) {
            longest[i] = (char)('!' + (i * 7 + i / 13) % 90);
        }
        longest[1025] = '\0';
        expect_str(str_from_z(check(longest, &olena).code), STR("too_long"));
        longest[1024] = '\0';
        expect(check(longest, &olena).code == NULL);
    }
}

static void refused(void)
{
    test ("other than printable ASCII is refused, with a word about the layout") {
        expect_code("", "required");
        expect_code("правильний кінь", "cyrillic");
        expect_code("correct hоrse battery", "cyrillic"); /* one letter of it */
        expect_code("correct hörse battery", "password_characters");
        expect_code("correct\thorse battery", "password_characters");
        expect_code("\xff\xfe-not-even-text", "password_characters");
    }
    test ("short passwords are refused") {
        expect_code("x7#Kq9!mZ2p", "password_short");
    }
    test ("a password that holds an identifier is refused in any case of letters") {
        expect_code("OLENA.K-is-the-best-42", "password_personal");
        expect_code("my-Kovalenko-7531-zx", "password_personal");
        expect_code("kovalenko@example.com", "password_personal");
        expect_code("0671234567-my-own-way", "password_personal");
        expect_code("+380671234567", "password_personal");
    }
    test ("what everybody tries first is refused however long") {
        static const char *const tried[] = {
            "password1234",
            "123456789012",
            "qwertyuiop12",
            "qwertyqwerty",
            "aaaaaaaaaaaaaaaa",
            "abcdefghijkl",
            "passwordpassword",
            "111111222222",
            "1q2w3e4r5t6y",
            "q1w2e3r4t5y6",
            "administrator",
            "Password123!",
            "slavaukraini",
            /* one or two words, whatever little stands around them */
            "manchesterunited",
            "hannahmontana",
            "friendsforever",
            "personalaccount",
            "liverpoolfc1892",
            "dragonballz123",
            "harrypotter2001",
            "Str0ngPassword!",
            "M@nch3ster!Un1ted",
            "christopher2024",
            "chocolate-cookie",
            "iloveyou forever",
            "spongebobsquarepants",
            "linkinpark2003!",
            "monkey-monkey-monkey",
            "sunshine.princess",
            "arsenalfootball",
            /* what this site and this person are called */
            "Kabinet2026!!",
            "Kabinet-Kabinet",
            "kabinet.password",
            "!!!Oberih-2026",
            "oberih-hosting",
            "my-Olena-password",
            "OlenaKabinet2026",
            "osobystyi-kabinet",
        };
        for (size_t i = 0; i < ARRAY_LEN(tried); i++) {
            const char *code = check(tried[i], &olena).code;
            bool caught = code != NULL && (strcmp(code, "password_common") == 0 ||
                                           strcmp(code, "password_weak") == 0);
            expect_str(str_printf(&arena, "%s %d", tried[i], caught),
                       str_printf(&arena, "%s 1", tried[i]));
        }
    }
    test ("a Ukrainian word typed on the Latin layout is still that word") {
        char swapped[64];
        password_layout_swap(STR("gfhjkm"), swapped, sizeof(swapped));
        expect_str(str_from_z(swapped), STR("parol"));
        expect(check("gfhjkmgfhjkm", &olena).code != NULL);
        expect(check("gfhjkm123456", &olena).code != NULL);
        expect(check("parol1234567", &olena).code != NULL);
    }
    test ("the layout swap stops where its room ends") {
        char small[5];
        password_layout_swap(STR("oooo"), small, sizeof(small)); /* "shch" four times */
        expect_str(str_from_z(small), STR("shch"));
    }
}

int main(void)
{
    arena_init(&arena, 4 << 20);
    accepted();
    refused();
    arena_done(&arena);
    return tests_done();
}
