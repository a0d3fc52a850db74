/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/typed_text.h"

#define TYPED_CHARS_MIN 2

/* Text that LIKE takes as it stands, with % around it or behind it. */
static str pattern_of(struct arena *arena, str text, const char *before)
{
    struct buf out = buf_in(arena);
    buf_put(&out, str_from_z(before));
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%' || c == '_' || c == '!') {
            buf_put_char(&out, '!');
        }
        buf_put_char(&out, c);
    }
    buf_put_char(&out, '%');
    return buf_str(&out);
}

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
    struct account_pattern pattern = {
        .identifier = pattern_of(arena, text_lower(arena, text), ""),
        .name = pattern_of(arena, text, "%"),
        .name_lower = pattern_of(arena, text_lower(arena, text), "%"),
        .name_title = pattern_of(arena, text_title(arena, text), "%"),
    };
    return account_store_search_like(db, arena, &pattern, limit, out, out_count);
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
    *out = ARENA_ARRAY(arena, struct account, count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = account_by_id(db, arena, ids[i], &(*out)[i]);
    }
    *out_count = e == ERR_OK ? count : 0;
    return e;
}
