/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator wants to know of attacks: each event is one line of the log and one step of its
 * kind's counter (kabinet_security_events_total). Lines of a kind are sampled under a flood
 * (log_sample.h), counters never are. Nothing secret and nothing typed goes into a line: only who
 * (account, staff), from where, at which route. Web's security_event.h notes those of requests. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* name, word of the log and the metric, message of the line */
/* clang-format off */
#define SECURITY_EVENTS(X) \
    X(MALFORMED_REQUEST, malformed_request, "malformed request refused") \
    X(BAD_TOKEN, bad_token, "token refused") \
    X(ROLE_REFUSED, role_refused, "right missing") \
    X(FOREIGN_ID, foreign_id, "asked for what belongs to another account") \
    X(CROSS_SITE, cross_site, "form from another site refused") \
    X(BAD_FORM_TOKEN, bad_form_token, "form token refused") \
    X(WRONG_CAPTCHA, wrong_captcha, "captcha failed") \
    X(WRONG_PASSWORD, wrong_password, "password refused") \
    X(WRONG_CODE, wrong_code, "code refused") \
    X(WRONG_FACTOR, wrong_factor, "second factor refused") \
    X(LOCKED_ACCOUNT, locked_account, "sign-in to a locked account refused") \
    X(LIMITED, limited, "limit reached") \
    X(CSP_REPORT, csp_report, "browser reports a breach of the content policy")
/* clang-format on */

enum security_event_kind {
#define X(NAME, word, message) SECURITY_##NAME,
    SECURITY_EVENTS(X)
#undef X
        SECURITY_EVENT_KINDS
};

/* What is known; an empty text is left out of the line. */
struct security_event {
    const char *message; /* NULL = the kind's own */
    str account, staff;  /* ids, never names */
    str network;
    str route;  /* its pattern, "POST /orders/{id}/name", never the address asked for */
    str detail; /* a stable word of ours that says more */
};

void security_event_put(enum security_event_kind kind, const struct security_event *event);

/* Between these two on one thread: was any event put? So that what is read off a refusal at the end
 * does not repeat what somebody who knew more has told. */
void security_event_watch(void);
bool security_event_was_put(void);
/* Another thread, which worked for this one, has put one. */
void security_event_take_over(void);

/* "bad_token". */
const char *security_event_word(enum security_event_kind kind);

/* How many there were since the start. */
uint64_t security_event_count(enum security_event_kind kind);
