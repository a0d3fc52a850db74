/* SPDX-License-Identifier: Apache-2.0 */
/* What the two page files of the room share. The flow's id travels in a cookie of the browser that
 * began it. */
#pragma once

#include "features/registration/flow.h"

/* The flow this browser began or goes on with, or no text. */
err registration_cookie(struct request *req, registration_id *out);
void registration_cookie_set(struct request *req, str handle);
void registration_cookie_clear(struct request *req);

extern const struct form_rule confirm_form, registration_password_form;
err get_confirm(struct request *req);
err post_confirm(struct request *req);
err post_resend(struct request *req);
err get_registration_password(struct request *req);
err post_registration_password(struct request *req);
