/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/queue_place.h"

#include "features/accounts/accounts.h"
#include "features/signin/signin_store.h"

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

/* The devices are looked up for nobody's name too: the time must not tell that it is nobody's. */
static err is_own(struct db *db, const struct standing_device *device, str name, bool *out)
{
    struct arena *arena = device->http->arena;
    struct identifier_owner owner;
    err e = identifier_owner_of(db, arena, name, &owner);
    if (e != ERR_OK) {
        return e;
    }
    account_id account = owner.taken ? owner.account : (account_id){STR("")};
    bool known = false;
    e = known_device_store_has(db, arena, device->name, account, &known);
    if (e == ERR_OK) {
        *out = known && owner.taken;
    }
    return e;
}

const struct standing_rule signin_standing = {
    .name_of = name_of, .by_name = by_name, .is_own = is_own};
