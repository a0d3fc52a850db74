/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/one_time.h"

#include "base/buf.h"
#include "base/id.h"
#include "crypto/token.h"

#define DIGEST_CHARS (2 * DIGEST_BYTES)

static str bound_to(struct arena *arena, const char *kind, str text)
{
    return str_printf(arena, "%s:%" STR_FMT, kind, STR_ARG(text));
}

struct one_time one_time_new(struct arena *arena, const struct site *site, const char *kind,
                             str flow_id)
{
    str code = secret_reveal(code_new(arena));
    str token = secret_reveal(token_new(arena));
    return (struct one_time){
        .code = code,
        .token = token,
        .code_digest = code_digest(arena, site->keys.token, bound_to(arena, kind, flow_id), code),
        .link_digest = one_time_link_digest(arena, site, kind, token),
    };
}

void one_time_kill(struct arena *arena, const struct site *site, const char *kind,
                   str *out_code_digest, str *out_link_digest)
{
    /* Of tokens that nobody ever sees: no code has such a digest. */
    *out_code_digest = one_time_link_digest(arena, site, kind, secret_reveal(token_new(arena)));
    *out_link_digest = one_time_link_digest(arena, site, kind, secret_reveal(token_new(arena)));
}

str one_time_code_digest(struct arena *arena, const struct site *site, const char *kind,
                         str flow_id, str typed)
{
    str code;
    if (!code_parse(arena, typed, &code)) {
        return STR("");
    }
    struct buf digests = buf_in(arena);
    const struct site_keys *keys;
    for (size_t i = 0; (keys = site_keys_at(site, i)) != NULL; i++) {
        buf_put(&digests, code_digest(arena, keys->token, bound_to(arena, kind, flow_id), code));
    }
    return buf_str(&digests);
}

str one_time_link_digest(struct arena *arena, const struct site *site, const char *kind, str token)
{
    if (!token_is_wellformed(token)) {
        return STR("");
    }
    return token_digest(arena, site->keys.token, bound_to(arena, kind, token));
}

str one_time_link_digests(struct arena *arena, const struct site *site, const char *kind, str token)
{
    struct buf digests = buf_in(arena);
    const struct site_keys *keys;
    for (size_t i = 0; token_is_wellformed(token) && (keys = site_keys_at(site, i)) != NULL; i++) {
        buf_put(&digests, token_digest(arena, keys->token, bound_to(arena, kind, token)));
    }
    return buf_str(&digests);
}

bool one_time_next(str *digests, str *out)
{
    if (digests->len < DIGEST_CHARS) {
        return false;
    }
    *out = str_sub(*digests, 0, DIGEST_CHARS);
    *digests = str_skip(*digests, DIGEST_CHARS);
    return true;
}

static str secret_of(str handle)
{
    str secret;
    (void)str_cut(handle, '.', &secret);
    return secret;
}

/* Bound to the id, so that the secret of one flow is none of another's. */
static str handle_digest(struct arena *arena, const struct site_keys *keys, const char *kind,
                         str handle)
{
    return token_digest(arena, keys->token,
                        str_printf(arena, "handle:%s:%" STR_FMT, kind, STR_ARG(handle)));
}

str flow_handle_new(struct arena *arena, const struct site *site, const char *kind, str id,
                    str *out_digest)
{
    str secret = secret_reveal(token_new(arena));
    str handle = str_printf(arena, "%" STR_FMT ".%" STR_FMT, STR_ARG(id), STR_ARG(secret));
    *out_digest = handle_digest(arena, &site->keys, kind, handle);
    return handle;
}

str flow_handle_id(str handle)
{
    str secret;
    str id = str_cut(handle, '.', &secret);
    return token_is_wellformed(secret) && id_is_wellformed(id) ? id : STR("");
}

bool flow_handle_matches(struct arena *arena, const struct site *site, const char *kind, str handle,
                         str stored_digest)
{
    struct buf digests = buf_in(arena);
    const struct site_keys *keys;
    bool well = token_is_wellformed(secret_of(handle));
    for (size_t i = 0; well && (keys = site_keys_at(site, i)) != NULL; i++) {
        buf_put(&digests, handle_digest(arena, keys, kind, handle));
    }
    return one_time_matches(stored_digest, buf_str(&digests));
}

bool one_time_matches(str stored_digest, str typed_digests)
{
    bool matches = false;
    str one;
    while (stored_digest.len > 0 && one_time_next(&typed_digests, &one)) {
        matches = str_eq_constant_time(stored_digest, one) || matches;
    }
    return matches;
}
