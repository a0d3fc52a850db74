/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/typed_text.h"

#define TYPED_CHARS_MIN 2
/* U+10FFFF: nothing in an identifier sorts behind it. */
#define LAST_CHARACTER "\xF4\x8F\xBF\xBF"

static err find_ids(struct db *db, struct arena *arena, str text, str country, int64_t limit,
                    account_id **out, size_t *out_count)
{
    int64_t number = -1;
    struct identifier exact = identifier_guess(arena, text, country);
    (void)str_to_i64(text, &number);
    err e = account_store_search_exact(db, arena, exact.value, number, limit, out, out_count);
    if (e != ERR_OK || *out_count > 0) {
        return e;
    }
    str lower = text_lower(arena, text);
    struct account_part part = {
        .prefix = lower,
        .prefix_end = str_printf(arena, "%" STR_FMT LAST_CHARACTER, STR_ARG(lower)),
        .name = text,
        .name_lower = lower,
        .name_title = text_title(arena, text),
    };
    return account_store_search_part(db, arena, &part, limit, out, out_count);
}

err account_search(struct db *db, struct arena *arena, str typed, str country, int64_t limit,
                   struct account **out, size_t *out_count)
{
    str text = typed_fold(arena, typed);
    account_id *ids = NULL;
    *out_count = 0;
    if (str_char_count(text) < TYPED_CHARS_MIN) {
        return ERR_OK;
    }
    size_t count = 0;
    err e = find_ids(db, arena, text, country, limit, &ids, &count);
    struct account *found = ARENA_ARRAY(arena, struct account, count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = account_by_id(db, arena, ids[i], &found[i]);
    }
    if (e == ERR_OK) {
        *out = found;
        *out_count = count;
    }
    return e;
}

str account_label(struct db *db, struct arena *arena, account_id id)
{
    struct account account;
    return account_by_id(db, arena, id, &account) == ERR_OK
               ? str_printf(arena, "%" STR_FMT " (%lld)", STR_ARG(account.login),
                            (long long)account.number)
               : STR("");
}
