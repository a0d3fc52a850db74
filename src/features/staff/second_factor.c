/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/second_factor.h"

#include "crypto/codec.h"
#include "crypto/mac.h"
#include "crypto/seal.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "system/clock.h"
#include "features/staff/members_store.h"
#include "features/staff/staff.h"
#include "system/random.h"

#define RECOVERY_CHARS 10
#define RECOVERY_HALF 5

str member_link_digest(struct arena *arena, str token)
{
    struct digest digest = sha256(token);
    return hex_encode(arena, digest_bytes(&digest));
}

static str about(struct arena *arena, staff_id member)
{
    return str_printf(arena, "totp|%" STR_FMT, STR_ARG(member.text));
}

static struct secret drawn(struct arena *arena, const struct site_keys *keys, staff_id member,
                           str salt)
{
    str text =
        str_printf(arena, "totp|%" STR_FMT "|%" STR_FMT, STR_ARG(member.text), STR_ARG(salt));
    struct digest full = mac(keys->second_factor, text);
    return secret_copy(arena, str_sub(digest_bytes(&full), 0, TOTP_SECRET_BYTES));
}

static struct secret seal_key(struct arena *arena, const struct site_keys *keys)
{
    return mac_key_for(arena, keys->second_factor, STR("seal"));
}

struct secret second_factor_secret(struct arena *arena, const struct site *site, staff_id member,
                                   str salt)
{
    struct secret secret = {0};
    if (!seal_is_sealed(salt)) {
        /* Rows of before secrets were sealed are as old as the oldest key. */
        return drawn(arena, site->oldest == NULL ? &site->keys : site->oldest, member, salt);
    }
    const struct site_keys *keys;
    for (size_t i = 0; (keys = site_keys_at(site, i)) != NULL; i++) {
        if (seal_open(arena, seal_key(arena, keys), about(arena, member), salt, &secret)) {
            return secret;
        }
    }
    return (struct secret){0};
}

struct secret second_factor_offered(struct arena *arena, const struct site *site, staff_id member,
                                    str salt, size_t key)
{
    const struct site_keys *keys = site_keys_at(site, key);
    return keys == NULL ? (struct secret){0} : drawn(arena, keys, member, salt);
}

str second_factor_seal(struct arena *arena, const struct site *site, staff_id member,
                       struct secret secret)
{
    return seal(arena, seal_key(arena, &site->keys), about(arena, member), secret);
}

struct sealing {
    struct arena *arena;
    const struct site *site;
};

static err seal_one(struct db *tx, const struct sealing *sealing, const struct member *member)
{
    struct arena *arena = sealing->arena;
    struct secret secret = {0};
    struct secret present = seal_key(arena, &sealing->site->keys);
    if (member->totp_salt.len == 0 ||
        seal_open(arena, present, about(arena, member->id), member->totp_salt, &secret)) {
        return ERR_OK;
    }
    secret = second_factor_secret(arena, sealing->site, member->id, member->totp_salt);
    if (secret.len == 0) {
        return ERR_OK; /* the key is gone: a new link is what helps */
    }
    str sealed = second_factor_seal(arena, sealing->site, member->id, secret);
    return member_store_seal(tx, member->id, member->totp_salt, sealed);
}

static err seal_all_in(struct db *tx, void *arg)
{
    const struct sealing *sealing = arg;
    struct member *members = NULL;
    size_t count = 0;
    err e = members_all(tx, sealing->arena, &members, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = seal_one(tx, sealing, &members[i]);
    }
    return e;
}

err staff_seal_all(struct db *db, struct arena *arena, const struct site *site)
{
    struct sealing sealing = {.arena = arena, .site = site};
    return db_transaction(db, seal_all_in, &sealing);
}

err staff_stranded(struct db *db, struct arena *arena, const struct site *site, size_t *out)
{
    struct member *members = NULL;
    size_t count = 0;
    err e = members_all(db, arena, &members, &count);
    *out = 0;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        const struct member *one = &members[i];
        *out += one->totp_salt.len > 0 &&
                (!seal_is_sealed(one->totp_salt) ||
                 second_factor_secret(arena, site, one->id, one->totp_salt).len == 0);
    }
    return e;
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

static str recovery_digest(struct arena *arena, const struct site_keys *keys, staff_id member,
                           str code)
{
    str text = str_printf(arena, "recovery code|%" STR_FMT "|%" STR_FMT, STR_ARG(member.text),
                          STR_ARG(code));
    return mac_hex(arena, keys->second_factor, text);
}

static err take_app(struct db *tx, struct arena *arena, const struct site *site,
                    const struct member *member, str code, when now, enum factor *out)
{
    struct secret secret = second_factor_secret(arena, site, member->id, member->totp_salt);
    if (secret.len == 0) {
        return ERR_OK; /* the key it was sealed with is gone */
    }
    int64_t step = 0;
    bool fresh = false;
    if (!totp_matches(arena, secret, code, clock_as_others_see(now), member->totp_step, &step)) {
        return ERR_OK;
    }
    err e = member_store_step(tx, member->id, step, &fresh);
    if (e == ERR_OK) {
        *out = fresh ? FACTOR_APP : FACTOR_WRONG;
    }
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
    err e = ERR_OK;
    const struct site_keys *keys;
    for (size_t i = 0; e == ERR_OK && !used && (keys = site_keys_at(site, i)) != NULL; i++) {
        str digest = recovery_digest(arena, keys, member->id, code);
        e = recovery_store_use(tx, digest, member->id, now, &used);
    }
    if (e == ERR_OK) {
        *out = used ? FACTOR_RECOVERY : FACTOR_WRONG;
    }
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
        e = recovery_store_put(tx, recovery_digest(arena, &site->keys, member, code), member, now);
        codes[i] = str_printf(arena, "%.5s-%.5s", code.ptr, code.ptr + RECOVERY_HALF);
    }
    *out = codes;
    return e;
}
