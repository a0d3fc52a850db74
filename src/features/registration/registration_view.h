/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of registration show. */
#pragma once

#include "features/captcha/captcha.h"
#include "features/registration/flow.h"
#include "features/registration/registration_form.h"
#include "web/components.h"

struct register_view {
    struct field *fields; /* by enum registration_field */
    struct captcha_view captcha;
    str whole;          /* wrong with the form as a whole, or empty */
    bool login_free;    /* asked, and it is */
    bool password_good; /* asked, and it will do */
};

struct confirm_view {
    struct registration_wait wait;
    struct field code;
    str whole;           /* wrong with the form as a whole, or empty */
    int64_t resend_wait; /* seconds until another code may be asked for */
};
