/* SPDX-License-Identifier: Apache-2.0 */
/* One job for the courier and its outcome, and their form on the wire: a JSON object each, in
 * frames of courier/frame.h. A job carries everything needed to do it, so a courier has no settings
 * and keeps no state between jobs. */
#pragma once

#include "base/arena.h"
#include "base/delivery.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

enum courier_job_kind {
    COURIER_MAIL,
    COURIER_SMS_HTTP,
    COURIER_SMS_KANNEL,
    COURIER_REACH,
    COURIER_HTTP,
    COURIER_PRINT
};

struct courier_job {
    enum courier_job_kind kind;
    int timeout_ms;                   /* for the peer; the link waits a little longer */
    str url, user, password, ca_file; /* all that COURIER_REACH needs, and tls */
    str id;                           /* Message-ID, or the gateway's {id} */
    str to, text;
    /* mail */
    str from, from_name, subject, html;
    str tls; /* "auto", "required", "off" */
    when date;
    /* SMS */
    str sender, method, headers, body, ok;
    bool allow_plain;
    /* HTTP: url, method, headers (one to a line), body, ca_file as well */
    str networks;   /* private ones it may go to, separated by commas */
    int answer_max; /* bytes */
    /* printing: text is the sheet (courier/sheet.h) */
    str fonts; /* folder */
};

/* What came of an HTTP job: the body is UTF-8, or empty. Of printing: the PDF as base64. */
struct courier_answer {
    struct delivery delivery; /* the code is the status */
    str body;
};

str courier_job_write(struct arena *arena, const struct courier_job *job);
err courier_job_read(struct arena *arena, str json, struct courier_job *out) MUST_CHECK;
str courier_outcome_write(struct arena *arena, const struct delivery *outcome);
err courier_outcome_read(struct arena *arena, str json, struct delivery *out) MUST_CHECK;
str courier_answer_write(struct arena *arena, const struct courier_answer *answer);
err courier_answer_read(struct arena *arena, str json, struct courier_answer *out) MUST_CHECK;
