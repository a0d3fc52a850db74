/* SPDX-License-Identifier: Apache-2.0 */
/* Between form.c (the values, for rooms), form_body.c (what was sent) and form_check.c (whether it
 * will do). Nobody else includes it. */
#pragma once

#include "web/request.h"

/* Take the body's values into req->form; errors as of form_read. */
err form_take_page(struct request *req);
err form_take_json(struct request *req);

/* Checks every field once all are in: codes beside those that are wrong. */
void form_check(struct request *req);
/* What is wrong with one text; NULL when nothing is. */
const char *form_text_fault(const struct field_rule *rule, str value);

/* A list or an object: only JSON has them. */
bool form_is_tree(enum field_kind kind);
