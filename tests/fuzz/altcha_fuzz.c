/* SPDX-License-Identifier: Apache-2.0 */
/* A proof of work from a stranger, and the name of a picture: neither may pass unless we made it,
 * nor be read beyond its end. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "bound.h"
#include "crypto/codec.h"
#include "features/captcha/altcha.h"
#include "features/captcha/picture_id.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(struct arena *arena, struct secret key, str payload)
{
    static const when now = {INT64_C(1795000000) * WHEN_SECOND};
    struct altcha_proof proof;
    CHECK(altcha_check(arena, key, payload, now, &proof) != CAPTCHA_PASSED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena keys;
    struct arena arena = bounded_arena(size);
    arena_init(&keys, 1 << 20);
    struct secret key = secret_copy(&keys, STR("a key nobody else has"));
    str input = {(const char *)data, size};
    judge(&arena, key, input);
    bounded_next(&arena);
    judge(&arena, key, base64_encode(&arena, input)); /* straight to the JSON */
    bounded_next(&arena);
    struct picture_id id;
    if (picture_id_parse(input, &id)) {
        CHECK(!picture_id_is_for(&arena, key, &id, STR("register"), STR("")));
        struct picture_symbols symbols = picture_symbols_of(&arena, key, &id);
        CHECK(!picture_is_answered(&arena, &symbols, STR("")));
    }
    bounded_end(&arena);
    arena_done(&keys);
    return 0;
}
