/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of recovery, the same for pages and API. */
#pragma once

#include "features/recovery/flow.h"
#include "features/recovery/recovery_view.h"
#include "web/form.h"

enum { RECOVERY_FIELD_CODE };     /* of recovery_code_form */
enum { RECOVERY_FIELD_TOKEN };    /* of recovery_token_form */
enum { RECOVERY_FIELD_PASSWORD }; /* of recovery_password_form */

extern const struct form_rule recover_form;
extern const struct form_rule recovery_code_form;
extern const struct form_rule recovery_token_form;
extern const struct form_rule recovery_password_form;

/* Sets the password of recovery_password_form; what it returns, a handler returns as it is. */
MUST_CHECK err recovery_form_set_password(struct request *req, recovery_id id, str device,
                                          enum recovery_finish *out, const char **out_fault);
