/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is typed, a parser either refuses it or gives a canonical form: one that parses to
 * itself, and that no other kind of identifier shares. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "bound.h"
#include "features/accounts/identifier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_login(struct arena *arena, str typed)
{
    struct login once, twice;
    if (login_parse(arena, typed, &once) == NULL) {
        CHECK(login_parse(arena, once.text, &twice) == NULL && str_eq(once.text, twice.text));
        CHECK(once.text.len >= LOGIN_CHARS_MIN && once.text.len <= LOGIN_CHARS_MAX);
        CHECK(str_index(once.text, '@') < 0 && once.text.ptr[0] != '+');
    }
}

static void check_email(struct arena *arena, str typed)
{
    struct email once, twice;
    if (email_parse(arena, typed, &once) == NULL) {
        CHECK(email_parse(arena, once.text, &twice) == NULL && str_eq(once.text, twice.text));
        CHECK(once.text.len <= EMAIL_BYTES_MAX && str_index(once.text, '@') > 0);
        (void)email_masked(arena, once);
    }
}

static void check_phone(struct arena *arena, str typed)
{
    struct phone once, twice;
    if (phone_parse(arena, typed, STR("UA"), &once) == NULL) {
        CHECK(phone_parse(arena, once.text, STR("US"), &twice) == NULL);
        CHECK(str_eq(once.text, twice.text));
        CHECK(once.text.ptr[0] == '+' && once.text.len <= 16);
        (void)phone_masked(arena, once);
    }
}

static void check_name(struct arena *arena, str typed)
{
    struct person_name once, twice;
    if (person_name_parse(arena, typed, &once) == NULL) {
        CHECK(person_name_parse(arena, once.text, &twice) == NULL);
        CHECK(str_eq(once.text, twice.text) && str_is_utf8(once.text));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str typed = {(const char *)data, size};
    if (!str_is_utf8(typed)) {
        return 0; /* forms refuse it before */
    }
    struct arena arena = bounded_arena(size);
    check_login(&arena, typed);
    bounded_next(&arena);
    check_email(&arena, typed);
    bounded_next(&arena);
    check_phone(&arena, typed);
    bounded_next(&arena);
    check_name(&arena, typed);
    bounded_next(&arena);
    struct identifier once = identifier_guess(&arena, typed, STR("UA"));
    struct identifier twice = identifier_guess(&arena, once.value, STR("UA"));
    CHECK(once.kind != IDENTIFIER_NONE || str_is_utf8(once.value));
    CHECK(once.kind == IDENTIFIER_NONE ||
          (once.kind == twice.kind && str_eq(once.value, twice.value)));
    bounded_end(&arena);
    return 0;
}
