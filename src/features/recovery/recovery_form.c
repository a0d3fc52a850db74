/* SPDX-License-Identifier: Apache-2.0 */
#include "features/recovery/recovery_form.h"

#include "web/idempotency.h"

static const struct field_rule recover_fields[] = {
    [RECOVER_IDENTIFIER] = {"identifier", FIELD_LINE, 1, 254},
    [RECOVER_ALTCHA] = {"altcha", FIELD_TOKEN, 0, CAPTCHA_ALTCHA_CHARS_MAX},
    [RECOVER_CAPTCHA_ID] = {"captcha_id", FIELD_TOKEN, 0, CAPTCHA_ID_CHARS_MAX},
    [RECOVER_CAPTCHA_CODE] = {"captcha_code", FIELD_LINE, 0, CAPTCHA_CODE_CHARS_MAX},
};
const struct form_rule recover_form = FORM(recover_fields);

static const struct field_rule code_fields[] = {
    [RECOVERY_FIELD_CODE] = {"code", FIELD_LINE, 1, 20},
};
const struct form_rule recovery_code_form = FORM(code_fields);

static const struct field_rule token_fields[] = {
    [RECOVERY_FIELD_TOKEN] = {"token", FIELD_TOKEN, 1, 100},
};
const struct form_rule recovery_token_form = FORM(token_fields);

static const struct field_rule password_fields[] = {
    [RECOVERY_FIELD_PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
};
const struct form_rule recovery_password_form = FORM(password_fields);

err recovery_form_set_password(struct request *req, recovery_id id, str device,
                               enum recovery_finish *out, const char **out_fault)
{
    struct act act = act_of(req);
    struct secret password = secret_copy(req->arena, form_text(req, RECOVERY_FIELD_PASSWORD));
    str hash;
    err e = recovery_check_password(&act, id, password, out, out_fault);
    if (e != ERR_OK || *out != RECOVERY_DONE) {
        return e;
    }
    e = idempotency_hash(req, password, &hash);
    return e == ERR_OK ? recovery_set_password(&act, id, hash, device, out) : e;
}
