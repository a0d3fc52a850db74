/* SPDX-License-Identifier: Apache-2.0 */
/* Events of security that a request shows by its own answer: a right that is missing, a form token
 * that is none, a captcha or a code that is wrong, a limit reached. They are read off the answer in
 * one place, so that no room can forget one. A room that knows more, such as whose password it was,
 * tells it itself by security_event_put; nothing is read off then. */
#pragma once

#include "system/security_event.h"

struct request;

/* Notes that this request was one; detail is a stable word of ours, or empty. */
void security_event(const struct request *req, enum security_event_kind kind, str detail);

/* Notes what the finished answer tells. */
void security_event_of_answer(const struct request *req);

/* A bearer token came along and opened nothing. */
void security_event_of_token(const struct request *req);
