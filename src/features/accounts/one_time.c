/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/one_time.h"

#include "crypto/token.h"

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
        .code_digest = one_time_code_digest(arena, site, kind, flow_id, code),
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
    return code_digest(arena, site->keys.token, bound_to(arena, kind, flow_id), code);
}

str one_time_link_digest(struct arena *arena, const struct site *site, const char *kind, str token)
{
    if (!token_is_wellformed(token)) {
        return STR("");
    }
    return token_digest(arena, site->keys.token, bound_to(arena, kind, token));
}

bool one_time_matches(str stored_digest, str typed_digest)
{
    return stored_digest.len > 0 && str_eq_constant_time(stored_digest, typed_digest);
}
