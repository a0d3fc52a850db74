/* SPDX-License-Identifier: Apache-2.0 */
/* What the route files of the room share. */
#pragma once

#include "web/form.h"
#include "web/request.h"

/* Says when to come again after a refusal by budget. */
void retry_after(struct request *req, int64_t span_us);

/* security_web.c */
extern const struct form_rule session_form;
err get_security(struct request *req);
err get_history(struct request *req);
err post_reviewed(struct request *req);
err post_session_end(struct request *req);
err post_session_end_others(struct request *req);

/* proof_web.c */
extern const struct form_rule proof_form, proof_api_form;
err get_proof(struct request *req);
err post_proof(struct request *req);
err api_prove(struct request *req);

/* password_web.c: one judgement for the page and the API */
extern const struct form_rule password_form, password_api_form;
err get_password(struct request *req);
err post_password(struct request *req);
enum password_field { PASSWORD_PRESENT, PASSWORD_FRESH, PASSWORD_FIELDS };
enum password_api_field { PASSWORD_API_FRESH, PASSWORD_API_NEW_TOKEN };
/* Changes the password, or leaves the mistakes in the form. *out_token is the session's new one, or
 * as it was. */
err password_change_call(struct request *req, str *out_token);
/* True when that found the session ended meanwhile. */
bool password_signed_out(const struct request *req);
