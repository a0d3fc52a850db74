/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "crypto/codec.h"
#include "crypto/mac.h"
#include "crypto/seal.h"
#include "crypto/password.h"
#include "crypto/token.h"
#include "system/thread_time.h"
#include "test.h"

static const struct password_cost cheap = {.memory_kib = 64, .passes = 1, .slots = 2};

static void codecs(struct arena *arena)
{
    str out = STR("kept");
    test ("hexadecimal has one spelling for one value") {
        expect_str(hex_encode(arena, STR("\x00\xff\x7a")), STR("00ff7a"));
        expect(hex_decode(arena, STR("00ff7a"), &out) && str_eq(out, STR("\x00\xff\x7a")));
        expect(hex_decode(arena, STR(""), &out) && out.len == 0);
        expect(!hex_decode(arena, STR("00FF"), &out));
        expect(!hex_decode(arena, STR("0"), &out));
        expect(!hex_decode(arena, STR("zz"), &out));
    }
    test ("base64 wants its padding and base64url refuses it") {
        expect_str(base64_encode(arena, STR("a?>")), STR("YT8+"));
        expect_str(base64_encode(arena, STR("ab")), STR("YWI="));
        expect_str(base64url_encode(arena, STR("a?>")), STR("YT8-"));
        expect(base64_decode(arena, STR("YWI="), &out) && str_eq(out, STR("ab")));
        expect(!base64_decode(arena, STR("YWI"), &out));
        expect(!base64_decode(arena, STR("YWJ="), &out)); /* stray bits: a second spelling */
        expect(!base64_decode(arena, STR("YT8-"), &out));
        expect(!base64_decode(arena, STR("YW I="), &out));
        expect(base64url_decode(arena, STR("YWI"), &out) && str_eq(out, STR("ab")));
        expect(!base64url_decode(arena, STR("YWI="), &out));
    }
}

static void digests(struct arena *arena)
{
    test ("SHA-256 and HMAC agree with their published examples") {
        struct digest abc = sha256(STR("abc"));
        expect_str(digest_hex(arena, &abc),
                   STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        struct digest d = mac(secret_copy(arena, STR("Jefe")), STR("what do ya want for nothing?"));
        expect_str(digest_hex(arena, &d),
                   STR("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }
    test ("PBKDF2 agrees with its published examples") {
        struct digest d = pbkdf2_sha256(STR("password"), STR("salt"), 1);
        expect_str(digest_hex(arena, &d),
                   STR("120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"));
        d = pbkdf2_sha256(STR("password"), STR("salt"), 4096);
        expect_str(digest_hex(arena, &d),
                   STR("c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"));
    }
    test ("each purpose has its own key") {
        struct secret master = secret_copy(arena, STR("0123456789abcdef0123456789abcdef"));
        struct secret session = mac_key_for(arena, master, STR("session"));
        struct secret captcha = mac_key_for(arena, master, STR("captcha"));
        expect(session.len == 32 && captcha.len == 32 && !secret_eq(session, captcha));
        expect(!str_eq(mac_hex(arena, session, STR("x")), mac_hex(arena, captcha, STR("x"))));
    }
}

static void tokens(struct arena *arena)
{
    struct secret key = secret_copy(arena, STR("a key"));
    test ("tokens are 43 characters and never repeat") {
        str a = secret_reveal(token_new(arena));
        str b = secret_reveal(token_new(arena));
        expect(token_is_wellformed(a) && token_is_wellformed(b) && !str_eq(a, b));
        expect(!token_is_wellformed(str_skip(a, 1)));
        expect(!token_is_wellformed(STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
        expect(token_digest(arena, key, a).len == 64);
        expect(!str_eq(token_digest(arena, key, a), token_digest(arena, key, b)));
    }
    test ("codes are six digits and are read with spaces and dashes") {
        str code = secret_reveal(code_new(arena));
        str parsed = {0};
        expect(code.len == 6 && code_parse(arena, code, &parsed) && str_eq(code, parsed));
        expect(code_parse(arena, STR(" 012-345 "), &parsed) && str_eq(parsed, STR("012345")));
        expect(!code_parse(arena, STR("12345"), &parsed));
        expect(!code_parse(arena, STR("1234567"), &parsed));
        expect(!code_parse(arena, STR("12345x"), &parsed));
    }
    test ("a code's digest belongs to its flow") {
        expect(!str_eq(code_digest(arena, key, STR("flow-a"), STR("123456")),
                       code_digest(arena, key, STR("flow-b"), STR("123456"))));
    }
}

static struct secret typed(struct arena *arena, const char *z)
{
    return secret_copy(arena, str_from_z(z));
}

static void passwords(struct arena *arena)
{
    struct password_hasher *hasher = NULL;
    expect(password_hasher_open(&cheap, &hasher) == ERR_OK);
    str hash = {0};
    bool matches = false;
    test ("a password opens its own hash alone") {
        struct secret password = typed(arena, "correct horse");
        expect(password_hash(hasher, arena, password, &hash) == ERR_OK);
        expect(str_starts(hash, STR("$argon2id$v=19$m=64,t=1,p=1$")));
        expect(password_verify(hasher, hash, password, &matches) == ERR_OK && matches);
        expect(password_verify(hasher, hash, typed(arena, "correct hors"), &matches) == ERR_OK);
        expect(!matches);
    }
    test ("two hashes of one password differ") {
        str again = {0};
        expect(password_hash(hasher, arena, typed(arena, "correct horse"), &again) == ERR_OK);
        expect(!str_eq(hash, again));
    }
    test ("nobody's empty or broken hash is never matched") {
        expect(password_verify(hasher, STR(""), typed(arena, ""), &matches) == ERR_OK && !matches);
        expect(password_verify(hasher, STR("$argon2id$v=19$m=64"), typed(arena, "x"), &matches) ==
                   ERR_OK &&
               !matches);
    }
    test ("over 1024 bytes is refused before any work") {
        struct secret longest = {arena_alloc(arena, 1025), 1025};
        memset(longest.ptr, 'a', longest.len);
        expect(password_hash(hasher, arena, longest, &hash) == ERR_INVALID);
        expect(password_verify(hasher, hash, longest, &matches) == ERR_OK && !matches);
        longest.len = 1024;
        expect(password_hash(hasher, arena, longest, &hash) == ERR_OK);
        expect(password_verify(hasher, hash, longest, &matches) == ERR_OK && matches);
    }
    test ("a hash of another cost asks to be made again") {
        struct password_cost dearer = {.memory_kib = 128, .passes = 2, .slots = 1};
        struct password_hasher *strict = NULL;
        expect(password_hasher_open(&dearer, &strict) == ERR_OK);
        expect(!password_needs_rehash(hasher, hash));
        expect(password_needs_rehash(strict, hash));
        expect(password_needs_rehash(strict, STR("")));
        password_hasher_close(&strict);
        expect(strict == NULL);
    }
    test ("the time of a hash is its caller's, who only waited") {
        struct password_cost dear = {.memory_kib = 16384, .passes = 3, .slots = 1};
        struct password_hasher *slow = NULL;
        str dear_hash = {0};
        expect(password_hasher_open(&dear, &slow) == ERR_OK);
        int64_t begun_us = thread_time_us();
        expect(password_hash(slow, arena, typed(arena, "correct horse"), &dear_hash) == ERR_OK);
        int64_t made_us = thread_time_us() - begun_us;
        expect(password_verify(slow, dear_hash, typed(arena, "wrong"), &matches) == ERR_OK);
        int64_t both_us = thread_time_us() - begun_us;
        expect(made_us > 3000 && both_us - made_us > 3000);
        password_hasher_close(&slow);
    }
    test ("an impossible cost does not start") {
        struct password_cost wrong = {.memory_kib = 1, .passes = 1, .slots = 1};
        struct password_hasher *none = NULL;
        expect(password_hasher_open(&wrong, &none) == ERR_INTERNAL && none == NULL);
    }
    password_hasher_close(&hasher);
}

static void test_seals(void)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct secret master = secret_copy(&arena, STR("some master key of this test"));
    struct secret key = mac_key_for(&arena, master, STR("seal"));
    struct secret other = mac_key_for(&arena, master, STR("another"));
    struct secret plain = secret_copy(&arena, STR("twenty bytes of seed")), out;
    str text = seal(&arena, key, STR("totp|1"), plain);
    test ("a sealed secret opens with its key and for what it is about, and is never the same "
          "twice") {
        expect(seal_open(&arena, key, STR("totp|1"), text, &out) && secret_eq(out, plain));
        expect(!str_eq(text, seal(&arena, key, STR("totp|1"), plain)));
        expect(str_find(text, STR("twenty")) < 0);
    }
    test ("with another key, about another, or changed, it opens for nobody") {
        expect(!seal_open(&arena, other, STR("totp|1"), text, &out));
        expect(!seal_open(&arena, key, STR("totp|2"), text, &out));
        expect(!seal_open(&arena, key, STR("totp|1"), str_sub(text, 0, text.len - 4), &out));
        expect(!seal_open(&arena, key, STR("totp|1"), STR("sealed:"), &out));
        expect(!seal_open(&arena, key, STR("totp|1"), STR("0123456789abcdef"), &out));
        char *bent = str_z(&arena, text);
        bent[text.len - 8] = bent[text.len - 8] == 'A' ? 'B' : 'A';
        expect(!seal_open(&arena, key, STR("totp|1"), str_from_z(bent), &out));
    }
    arena_done(&arena);
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    codecs(&arena);
    digests(&arena);
    tokens(&arena);
    passwords(&arena);
    arena_done(&arena);
    test_seals();
    return tests_done();
}
