/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/queue_place.h"

#include "features/accounts/accounts.h"

static str name_of(struct arena *arena, const struct site *site, const struct http_request *http)
{
    str typed = standing_field(arena, http, STR("identifier"));
    if (typed.len == 0 || typed.len > EMAIL_BYTES_MAX || !str_is_utf8(typed)) {
        return STR("");
    }
    return identifier_guess(arena, typed, site->settings->default_country).value;
}

static err by_name(struct db *db, struct arena *arena, str name, enum standing *out)
{
    bool is_login = str_index(name, '@') < 0 && !str_starts(name, STR("+"));
    struct identifier_owner owner;
    if (!is_login) {
        *out = STANDING_USUAL;
        return ERR_OK;
    }
    err e = identifier_owner_of(db, arena, name, &owner);
    if (e == ERR_OK) {
        *out = owner.taken ? STANDING_GOOD : STANDING_LAST;
    }
    return e;
}

const struct standing_rule signin_standing = {.name_of = name_of, .by_name = by_name};
