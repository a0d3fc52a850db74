/* SPDX-License-Identifier: Apache-2.0 */
/* What the route files of the room share: handlers of contact_web.c, events_api.c and binding_web.c
 * for the tables in profile_web.c and accounts_api.c. */
#pragma once

#include "web/request.h"

err get_email(struct request *req);
err post_email(struct request *req);
err post_email_code(struct request *req);
err get_phone(struct request *req);
err post_phone(struct request *req);
err post_phone_code(struct request *req);
err post_phone_remove(struct request *req);
err api_list_events(struct request *req);
err api_terms(struct request *req);
err api_accept_terms(struct request *req);
extern const struct form_rule accept_terms_form;
