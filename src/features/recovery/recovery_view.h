/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of recovery show. */
#pragma once

#include "features/captcha/captcha.h"
#include "web/components.h"

enum recover_field {
    RECOVER_IDENTIFIER,
    RECOVER_ALTCHA,
    RECOVER_CAPTCHA_ID,
    RECOVER_CAPTCHA_CODE,
    RECOVER_FIELDS,
};

struct recover_view {
    struct field *fields; /* by enum recover_field */
    struct captcha_view captcha;
    str whole; /* wrong with the form as a whole, or empty */
};

struct recover_code_view {
    struct field code;
    str whole;
    int64_t other_wait; /* seconds until the mailbox may be asked for */
};
