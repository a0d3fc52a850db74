/* SPDX-License-Identifier: Apache-2.0 */
/* For the test against the format's own library: "challenge SCOPE" prints a challenge, "check
 * PAYLOAD" the verdict on a proof. The argument is the moment, in seconds since 1970. */
#include <stdio.h>

#include "features/captcha/altcha.h"
#include "features/captcha/captcha_fixture.h"

static const char *word_of(enum captcha_result result)
{
    const char *code = captcha_field_code(result);
    return code == NULL ? "passed" : code;
}

static void answer(struct arena *arena, char *line, when now)
{
    struct secret key = fixture_key(arena);
    str argument = {0};
    str command = str_cut(str_trim(str_from_z(line)), ' ', &argument);
    if (str_eq(command, STR("challenge"))) {
        str json = altcha_challenge(arena, key, argument, altcha_work_of(CAPTCHA_RISK_LOW, true),
                                    when_add(now, CAPTCHA_LIFE));
        printf("%" STR_FMT "\n", STR_ARG(json));
    } else {
        struct altcha_proof proof = {.scope = STR("")};
        enum captcha_result result = altcha_check(arena, key, argument, now, &proof);
        printf("%s %" STR_FMT "\n", word_of(result), STR_ARG(proof.scope));
    }
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    int64_t seconds = 0;
    if (argc != 2 || !str_to_i64(str_from_z(argv[1]), &seconds)) {
        return 2;
    }
    static char line[65536];
    struct arena arena;
    arena_init(&arena, 16 << 20);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        answer(&arena, line, (when){seconds * WHEN_SECOND});
        arena_reset(&arena);
    }
    arena_done(&arena);
    return 0;
}
