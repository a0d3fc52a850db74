/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/identifier.h"

#include "features/accounts/typed_text.h"

#define NOBODY_BYTES_MAX 254

/* One spelling for what is no identifier, so that guessing at it has one budget. Cut at a
 * character.
 */
static str nobody(struct arena *arena, str typed)
{
    str folded = str_lower(arena, typed_fold(arena, typed));
    size_t end = 0;
    for (size_t pos = 0; pos < folded.len && pos <= NOBODY_BYTES_MAX;) {
        end = pos;
        (void)str_next_char(folded, &pos);
        if (pos <= NOBODY_BYTES_MAX) {
            end = pos;
        }
    }
    return str_sub(folded, 0, end);
}

struct identifier identifier_guess(struct arena *arena, str typed, str country)
{
    struct login login;
    struct email email;
    struct phone phone;
    if (login_parse(arena, typed, &login) == NULL) {
        return (struct identifier){IDENTIFIER_LOGIN, login.text};
    }
    if (email_parse(arena, typed, &email) == NULL) {
        return (struct identifier){IDENTIFIER_EMAIL, email.text};
    }
    if (phone_parse(arena, typed, country, &phone) == NULL) {
        return (struct identifier){IDENTIFIER_PHONE, phone.text};
    }
    return (struct identifier){IDENTIFIER_NONE, nobody(arena, typed)};
}
