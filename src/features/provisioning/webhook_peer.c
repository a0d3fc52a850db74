/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures for a peer to verify: reads lines, a word and values separated by tabs.
 *     sign KEY ID SECONDS BODY                    the signature
 *     verify KEY ID SECONDS SIGNATURE NOW BODY    yes or no */
#include <stdio.h>
#include <stdlib.h>

#include "features/provisioning/webhook.h"

static struct arena arena;

static when at_second(str seconds)
{
    int64_t n = 0;
    (void)str_to_i64(seconds, &n);
    return (when){n * WHEN_SECOND};
}

static struct secret key_of(str text)
{
    struct webhook webhook = {0};
    str row = str_printf(&arena, "x https://x %" STR_FMT, STR_ARG(text));
    (void)webhook_by_name(&arena, secret_copy(&arena, row), STR("x"), &webhook);
    return webhook.key;
}

static void answer(str line)
{
    str word = str_cut(line, '\t', &line);
    struct secret key = key_of(str_cut(line, '\t', &line));
    struct webhook_proof proof = {.id = str_cut(line, '\t', &line)};
    proof.timestamp = str_cut(line, '\t', &line);
    if (str_eq(word, STR("sign"))) {
        when at = at_second(proof.timestamp);
        str signature = webhook_signature(&arena, key, proof.id, at, line);
        printf("%" STR_FMT "\n", STR_ARG(signature));
        return;
    }
    proof.signature = str_cut(line, '\t', &line);
    when now = at_second(str_cut(line, '\t', &line));
    puts(webhook_is_proven(&arena, key, &proof, line, now) ? "yes" : "no");
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len = 0;
    arena_init(&arena, 64 << 20);
    while ((len = getline(&line, &size, stdin)) > 0) {
        answer(str_dup(&arena, (str){line, (size_t)len - 1}));
        (void)fflush(stdout);
    }
    free(line);
    arena_done(&arena);
    return 0;
}
