/* SPDX-License-Identifier: Apache-2.0 */
/* What the route files of the room share. */
#pragma once

#include "features/staff/entry.h"
#include "web/form.h"
#include "web/request.h"

#define STAFF_CODE_MAX 20

/* The session cookie of whoever came in, and the marks of a browser that is known from now on. */
void staff_come_in(struct request *req, staff_id member, str token);
/* The member whose browser this is, as the browser's signed cookie says; empty when it is none. */
str staff_known(const struct request *req);

/* Says when to come again after a refusal by budget. */
void staff_retry_after(struct request *req, int64_t span_us);

/* Shows recovery codes; the one answer that has them. */
err show_recovery_codes(struct request *req, const str *codes);

/* The role's name in the reader's language; the word itself when there is no such role. */
str role_label(const struct request *req, str word);
