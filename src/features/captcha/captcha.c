/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/captcha.h"

#include "features/captcha/altcha.h"
#include "features/captcha/captcha_store.h"
#include "features/captcha/picture_id.h"

static err check_proof(struct db *tx, struct arena *arena, const struct captcha_setup *setup,
                       str scope, const struct captcha_answer *answer, when now,
                       enum captcha_result *out)
{
    str payload = answer->altcha;
    struct altcha_proof proof;
    enum captcha_result result = altcha_check(arena, setup->key, payload, now, &proof);
    for (size_t i = 0; result == CAPTCHA_WRONG && i < setup->older_count; i++) {
        result = altcha_check(arena, setup->older[i], payload, now, &proof);
    }
    if (result != CAPTCHA_PASSED) {
        *out = result;
        return ERR_OK;
    }
    if (!str_eq(proof.scope, scope) && !str_eq(proof.scope, STR(CAPTCHA_SCOPE_ANY))) {
        *out = CAPTCHA_WRONG;
        return ERR_OK;
    }
    /* Only now, when it is known to be solved: junk leaves no rows. */
    bool counts = false;
    struct captcha_try attempt = {proof.nonce, proof.expires_at, true, answer->call};
    err e = captcha_store_proof(tx, arena, &attempt, &counts);
    if (e == ERR_OK) {
        *out = counts ? CAPTCHA_PASSED : CAPTCHA_EXPIRED;
    }
    return e;
}

/* The key that signed the id; the present one when none did. */
static struct secret key_of(struct arena *arena, const struct captcha_setup *setup,
                            const struct picture_id *id, str scope, str guest)
{
    for (size_t i = 0; i < setup->older_count; i++) {
        if (picture_id_is_for(arena, setup->older[i], id, scope, guest)) {
            return setup->older[i];
        }
    }
    return setup->key;
}

static err check_picture(struct db *tx, struct arena *arena, const struct captcha_setup *setup,
                         str scope, const struct captcha_answer *answer, when now,
                         enum captcha_result *out)
{
    struct picture_id id;
    if (!picture_id_parse(answer->id, &id)) {
        *out = CAPTCHA_WRONG;
        return ERR_OK;
    }
    struct secret key = key_of(arena, setup, &id, scope, answer->guest);
    if (!picture_id_is_for(arena, key, &id, scope, answer->guest)) {
        *out = CAPTCHA_WRONG;
        return ERR_OK;
    }
    if (!when_before(now, id.expires_at)) {
        *out = CAPTCHA_EXPIRED;
        return ERR_OK;
    }
    struct picture_symbols symbols = picture_symbols_of(arena, key, &id);
    bool correct = picture_is_answered(arena, &symbols, answer->code);
    bool counts = false;
    struct captcha_try attempt = {id.nonce, id.expires_at, correct, answer->call};
    err e = captcha_store_try(tx, arena, &attempt, &counts);
    if (e == ERR_OK && !counts) {
        *out = CAPTCHA_EXPIRED;
    } else if (e == ERR_OK) {
        *out = correct ? CAPTCHA_PASSED : CAPTCHA_WRONG;
    }
    return e;
}

err captcha_check(struct db *tx, struct arena *arena, const struct captcha_setup *setup, str scope,
                  const struct captcha_answer *answer, when now, enum captcha_result *out)
{
    /* Whoever filled the picture in wants it checked, whatever a script left in the other field. */
    bool answered = str_trim(answer->code).len > 0;
    if (answered && !answer->proof_only) {
        return check_picture(tx, arena, setup, scope, answer, now, out);
    }
    if (answer->altcha.len > 0) {
        return check_proof(tx, arena, setup, scope, answer, now, out);
    }
    *out = answered ? CAPTCHA_CROWDED : CAPTCHA_MISSING;
    return ERR_OK;
}

const char *captcha_field_code(enum captcha_result result)
{
    switch (result) {
    case CAPTCHA_PASSED:
        return NULL;
    case CAPTCHA_MISSING:
        return "captcha_required";
    case CAPTCHA_WRONG:
        return "captcha_wrong";
    case CAPTCHA_CROWDED:
        return "captcha_crowded";
    case CAPTCHA_EXPIRED:
        return "captcha_expired";
    }
    return "captcha_wrong";
}
