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

/* Notes what the finished answer tells; nothing when the request failed (5xx). */
void security_event_of_answer(const struct request *req);

/* Notes a bearer token that opened nothing. Only once the session was looked for with success. */
void security_event_of_token(const struct request *req);
