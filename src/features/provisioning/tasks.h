/* SPDX-License-Identifier: Apache-2.0 */
/* What staff does with operations: makes it by hand, has it tried again, gives it up. Each in a
 * transaction of its own and written to the audit trail of staff. Private to the room. */
#pragma once

#include "features/provisioning/provisioning.h"
#include "web/form.h"
#include "web/request.h"

enum done_field { DONE_ADDRESS, DONE_TEXT, DONE_FIELDS };
extern const struct form_rule done_form;

enum give_up_field { GIVE_UP_REASON, GIVE_UP_FIELDS };
extern const struct form_rule give_up_form;

/* All: ERR_CONFLICT when it has changed meanwhile. */
err task_act_done(struct request *req, const struct operation *operation);
err task_act_retry(struct request *req, const struct operation *operation);
err task_act_give_up(struct request *req, const struct operation *operation);

bool task_may_be_done(const struct operation *operation);
bool task_may_be_retried(const struct operation *operation);
bool task_may_be_given_up(const struct operation *operation);
