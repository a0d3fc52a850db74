/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/second_factor.h"

#include "crypto/codec.h"
#include "crypto/mac.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "features/staff/members_store.h"
#include "system/random.h"

#define RECOVERY_CHARS 10
#define RECOVERY_HALF 5

str member_link_digest(struct arena *arena, str token)
{
    struct digest digest = sha256(token);
    return hex_encode(arena, digest_bytes(&digest));
}

struct secret second_factor_secret(struct arena *arena, const struct site *site, staff_id member,
                                   str salt)
{
    str text =
        str_printf(arena, "totp|%" STR_FMT "|%" STR_FMT, STR_ARG(member.text), STR_ARG(salt));
    struct digest full = mac(site->keys.second_factor, text);
    return secret_copy(arena, str_sub(digest_bytes(&full), 0, TOTP_SECRET_BYTES));
}

str second_factor_typed(struct arena *arena, struct secret secret)
{
    str letters = base32_encode(arena, secret_reveal(secret));
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < letters.len; i++) {
        if (i > 0 && i % 4 == 0) {
            buf_put_char(&text, ' ');
        }
        buf_put_char(&text, letters.ptr[i]);
    }
    return buf_str(&text);
}

str second_factor_uri(struct arena *arena, const struct site *site, str login, struct secret secret)
{
    str brand = site->settings->brand_name;
    struct url label = url_fill(arena, "/{}:{}", brand, login);
    struct url query =
        url_with(arena, url_path("/"), STR("secret"), base32_encode(arena, secret_reveal(secret)));
    query = url_with(arena, query, STR("issuer"), brand);
    return str_printf(arena, "otpauth://totp%" STR_FMT "%" STR_FMT, STR_ARG(label.text),
                      STR_ARG(str_skip(query.text, 1)));
}

/* Ten letters and digits without those that look alike; false when it is none. */
static bool recovery_parse(struct arena *arena, str typed, str *out)
{
    struct buf kept = buf_in(arena);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if (c != '-' && c != ' ') {
            buf_put_char(&kept, c);
        }
    }
    *out = buf_str(&kept);
    return out->len == RECOVERY_CHARS;
}

static str recovery_digest(struct arena *arena, const struct site *site, staff_id member, str code)
{
    str text = str_printf(arena, "recovery code|%" STR_FMT "|%" STR_FMT, STR_ARG(member.text),
                          STR_ARG(code));
    return mac_hex(arena, site->keys.second_factor, text);
}

static err take_app(struct db *tx, struct arena *arena, const struct site *site,
                    const struct member *member, str code, when now, enum factor *out)
{
    struct secret secret = second_factor_secret(arena, site, member->id, member->totp_salt);
    int64_t step = 0;
    bool fresh = false;
    if (!totp_matches(arena, secret, code, now, member->totp_step, &step)) {
        return ERR_OK;
    }
    err e = member_store_step(tx, member->id, step, &fresh);
    *out = fresh ? FACTOR_APP : FACTOR_WRONG;
    return e;
}

err second_factor_take(struct db *tx, struct arena *arena, const struct site *site,
                       const struct member *member, str typed, when now, enum factor *out)
{
    *out = FACTOR_WRONG;
    str code;
    if (member->totp_salt.len == 0) {
        return ERR_OK; /* not enrolled: there is nothing that could be right */
    }
    if (code_parse(arena, typed, &code)) {
        return take_app(tx, arena, site, member, code, now, out);
    }
    if (!recovery_parse(arena, typed, &code)) {
        return ERR_OK;
    }
    bool used = false;
    str digest = recovery_digest(arena, site, member->id, code);
    err e = recovery_store_use(tx, digest, member->id, now, &used);
    *out = used ? FACTOR_RECOVERY : FACTOR_WRONG;
    return e;
}

static str recovery_code_new(struct arena *arena)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char code[RECOVERY_CHARS];
    for (size_t i = 0; i < sizeof code; i++) {
        code[i] = letters[random_below(sizeof letters - 1)];
    }
    return str_dup(arena, (str){code, sizeof code});
}

err recovery_codes_new(struct db *tx, struct arena *arena, const struct site *site, staff_id member,
                       when now, str **out)
{
    str *codes = ARENA_ARRAY(arena, str, RECOVERY_CODES);
    err e = recovery_store_forget(tx, member);
    for (size_t i = 0; e == ERR_OK && i < RECOVERY_CODES; i++) {
        str code = recovery_code_new(arena);
        e = recovery_store_put(tx, recovery_digest(arena, site, member, code), member, now);
        codes[i] = str_printf(arena, "%.5s-%.5s", code.ptr, code.ptr + RECOVERY_HALF);
    }
    *out = codes;
    return e;
}
