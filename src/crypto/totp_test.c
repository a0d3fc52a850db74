/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/codec.h"
#include "crypto/sha1.h"
#include "crypto/totp.h"
#include "test.h"

static str mac_in_hex(struct arena *arena, str key, str data)
{
    unsigned char out[SHA1_BYTES];
    hmac_sha1(key, data, out);
    return hex_encode(arena, (str){(const char *)out, sizeof out});
}

static void known_answers(struct arena *arena)
{
    test ("HMAC-SHA-1 gives the answers of RFC 2202") {
        expect_str(mac_in_hex(arena, STR("Jefe"), STR("what do ya want for nothing?")),
                   STR("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
        str key = STR("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
                      "\x0b\x0b");
        expect_str(mac_in_hex(arena, key, STR("Hi There")),
                   STR("b617318655057264e28bc0b6fb378c8ef146be00"));
    }
    test ("TOTP gives the last six digits of the answers of RFC 6238") {
        struct secret secret = secret_copy(arena, STR("12345678901234567890"));
        static const struct {
            int64_t second;
            const char *code;
        } answers[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                       {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
        for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
            when now = {answers[i].second * WHEN_SECOND};
            expect_str(totp_code(arena, secret, totp_step_of(now)), str_from_z(answers[i].code));
        }
    }
    test ("base32 gives the answers of RFC 4648, without padding") {
        expect_str(base32_encode(arena, STR("")), STR(""));
        expect_str(base32_encode(arena, STR("f")), STR("MY"));
        expect_str(base32_encode(arena, STR("fooba")), STR("MZXW6YTB"));
        expect_str(base32_encode(arena, STR("foobar")), STR("MZXW6YTBOI"));
    }
}

static void window_tests(struct arena *arena)
{
    struct secret secret = secret_copy(arena, STR("12345678901234567890"));
    when now = {INT64_C(1790000000) * WHEN_SECOND};
    int64_t present = totp_step_of(now), step = 0;
    test ("the step before, the present one and the next are taken, others are not") {
        for (int64_t off = -3; off <= 3; off++) {
            bool near = off >= -1 && off <= 1;
            str code = totp_code(arena, secret, present + off);
            expect(totp_matches(arena, secret, code, now, 0, &step) == near);
            expect(!near || step == present + off);
        }
    }
    test ("a code at or before the last accepted step is refused") {
        str code = totp_code(arena, secret, present);
        expect(totp_matches(arena, secret, code, now, present - 1, &step));
        expect(!totp_matches(arena, secret, code, now, present, &step));
        expect(!totp_matches(arena, secret, totp_code(arena, secret, present - 1), now, present,
                             &step));
        expect(totp_matches(arena, secret, totp_code(arena, secret, present + 1), now, present,
                            &step));
    }
    test ("what is no code is refused") {
        expect(!totp_matches(arena, secret, STR(""), now, 0, &step));
        expect(!totp_matches(arena, secret, STR("00000"), now, 0, &step));
        expect(!totp_matches(arena, secret, STR("0000000"), now, 0, &step));
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, (size_t)1024 * 1024);
    known_answers(&arena);
    window_tests(&arena);
    arena_done(&arena);
    return tests_done();
}
