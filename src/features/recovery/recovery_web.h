/* SPDX-License-Identifier: Apache-2.0 */
/* What the two files of pages share: the cookie that carries the flow, and the handlers. */
#pragma once

#include "features/accounts/accounts.h"

/* The flow of this browser; no text when it has none. */
err recovery_cookie(struct request *req, recovery_id *out);
void recovery_cookie_set(struct request *req, str handle);

/* Back to the beginning. */
err recovery_no_flow(struct request *req);

err get_recover_link(struct request *req);
err post_recover_link(struct request *req);
err get_recover_password(struct request *req);
err post_recover_password(struct request *req);
err get_recover_objection(struct request *req);
err post_recover_objection(struct request *req);
err get_recover_email(struct request *req);
err post_recover_email(struct request *req);
