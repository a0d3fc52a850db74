/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/attr.h"
#include "crypto/breached.h"
#include "test.h"

static struct arena arena;
static char path[] = "/tmp/kabinet-breached-XXXXXX";

/* SHA-1 of "correct horse battery staple", "password" and "secret", sorted. */
#define STAPLE "ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42"
#define PASSWORD "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"
#define SECRET "E5E9FA1BA31ECD1AE84F75CAAA474F3A663F05F4"

static void write_list(const char *text)
{
    FILE *file = fopen(path, "w");
    expect(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

static err ask(const char *password, bool *found)
{
    return breached_has(path, secret_copy(&arena, str_from_z(password)), found);
}

static bool has(const char *password)
{
    bool found = false;
    expect_i64(ask(password, &found), ERR_OK);
    return found;
}

static void test_found(void)
{
    test ("a password is found by its digest, wherever it stands, counts or none behind it") {
        write_list(PASSWORD ":9545824\n" STAPLE ":384\n" SECRET "\n");
        expect(has("password") && has("correct horse battery staple") && has("secret"));
        expect(!has("passwore") && !has("") && !has("seven quiet rivers"));
    }
    test ("small letters, other line ends, a last line without an end and cut digests will do") {
        write_list("5baa61e4c9b93f3f0682\r\nabf7aad6438836dbe526aa231abde2d0eef74d42:3\r\n"
                   "E5E9FA1BA31ECD1AE84F");
        expect(has("password") && has("correct horse battery staple") && has("secret"));
        expect(!has("seven quiet rivers"));
    }
    test ("passwords of every length up to the longest have their digest") {
        char longest[1025] = {0};
        memset(longest, 'x', 1024);
        write_list("bb2fa3ee7afb9f54c6dfb5d021f14b1ffe40c163:1\n"
                   "d5a3c9bd7e746c98b4aea0e9194fb9555b3c22ad:1\n");
        expect(has("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
        expect(has(longest) && !has(longest + 1));
    }
    test ("an empty list has nothing") {
        write_list("");
        expect(!has("password"));
    }
}

static void test_many(void)
{
    test ("among a hundred thousand lines every one is found, and nothing between them") {
        FILE *file = fopen(path, "w");
        expect(file != NULL);
        size_t missed = 0;
        for (unsigned i = 0; file != NULL && i < 100000; i++) {
            unsigned head = i * 42949U;
            if (head > 0x5BAA61E4U && head - 42949U <= 0x5BAA61E4U) {
                fputs(PASSWORD ":1\n", file);
            }
            fprintf(file, "%08X%032X:%u\n", head, i, i % 7 == 0 ? i * 1000 : 2);
        }
        expect(file != NULL && fclose(file) == 0);
        missed += !has("password");
        missed += has("correct horse battery staple") || has("secret");
        expect_i64((int64_t)missed, 0);
    }
}

static void test_broken(void)
{
    bool found = false;
    test ("what is no such list is told, not guessed about") {
        write_list("password\nsecret\n");
        expect_i64(ask("password", &found), ERR_INVALID);
        write_list("5BAA61\n");
        expect_i64(ask("password", &found), ERR_INVALID);
        expect_i64(breached_has("/nowhere/list", secret_copy(&arena, STR("x")), &found),
                   ERR_UNAVAILABLE);
        expect_i64(breached_has("/tmp", secret_copy(&arena, STR("x")), &found), ERR_UNAVAILABLE);
    }
}

int main(void)
{
    int fd = mkstemp(path);
    arena_init(&arena, (size_t)1 << 20);
    if (fd < 0) {
        return 1;
    }
    close(fd);
    test_found();
    test_many();
    test_broken();
    unlink(path);
    arena_done(&arena);
    return tests_done();
}
