/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/captcha_store.h"

#include "features/captcha/captcha.h"
#include "features/captcha/captcha_sql.h"

err captcha_store_proof(struct db *tx, struct arena *arena, const struct captcha_try *attempt,
                        bool *out_counts)
{
    struct captcha_spend_in in = {
        .nonce = str_printf(arena, "proof:%" STR_FMT, STR_ARG(attempt->nonce)),
        .expires_at = attempt->expires_at,
        .call = attempt->call,
    };
    int64_t changed = 0;
    err e = captcha_spend_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_counts = changed == 1;
    }
    return e;
}

err captcha_store_try(struct db *tx, struct arena *arena, const struct captcha_try *attempt,
                      bool *out_counts)
{
    struct captcha_try_in in = {
        .nonce = str_printf(arena, "picture:%" STR_FMT, STR_ARG(attempt->nonce)),
        .correct = attempt->correct,
        .expires_at = attempt->expires_at,
        .call = attempt->call,
        .tries_max = CAPTCHA_TRIES_MAX,
    };
    int64_t changed = 0;
    err e = captcha_try_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_counts = changed == 1;
    }
    return e;
}

err captcha_purge(struct db *tx, when now)
{
    return captcha_forget(tx, &(struct captcha_forget_in){.now = now});
}
