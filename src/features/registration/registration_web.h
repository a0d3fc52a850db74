/* SPDX-License-Identifier: Apache-2.0 */
/* What the two page files of the room share. The flow's id travels in a cookie of the browser that
 * began it. */
#pragma once

#include "features/registration/flow.h"

/* The flow this browser began, or no text. */
registration_id registration_cookie(const struct request *req);
void registration_cookie_set(struct request *req, registration_id id);
void registration_cookie_clear(struct request *req);

extern const struct form_rule confirm_form;
err get_confirm(struct request *req);
err post_confirm(struct request *req);
err post_resend(struct request *req);
