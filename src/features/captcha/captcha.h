/* SPDX-License-Identifier: Apache-2.0 */
/* "I'm not a robot" without a third party. Two ways to the same door, either is enough: a proof of
 * work that the browser does by itself (the ALTCHA v2 format), or, without JavaScript, six symbols
 * shown as a picture and read aloud, drawn by this server. Making a challenge writes nothing: it is
 * signed and carries its own scope and end. Only an answer leaves a row, so that it counts once and
 * a picture is tried three times at most. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/when.h"
#include "db/db.h"
#include "web/form.h"
#include "web/job.h"
#include "web/page.h"
#include "web/request.h"
#include "web/route.h"

#define CAPTCHA_LIFE (10 * WHEN_MINUTE)
#define CAPTCHA_TRIES_MAX 3
#define CAPTCHA_SCOPE_ANY                                                                          \
    "any"                    /* of a proof that every form takes: what the API gives by default */
#define CAPTCHA_SCOPE_MAX 20 /* characters, a to z */
/* Field sizes for the rooms' form rules: altcha, captcha_id, captcha_code. */
#define CAPTCHA_ALTCHA_CHARS_MAX 4096
#define CAPTCHA_ID_CHARS_MAX 128
#define CAPTCHA_CODE_CHARS_MAX 32

/* How suspicious the asker is; each step multiplies the work. */
enum captcha_risk {
    CAPTCHA_RISK_LOW,
    CAPTCHA_RISK_RAISED, /* for instance: wrong passwords from this network */
    CAPTCHA_RISK_HIGH,
};

/* Where challenges come from and go to; captcha_setup makes it from the site. */
struct captcha_setup {
    struct secret key;                   /* signs */
    struct secret older[SITE_OLDER_MAX]; /* these prove what they signed before */
    size_t older_count;
    bool cheap; /* demo: next to no work */
};
struct captcha_setup captcha_setup_of(const struct site *site);

/* What came with a form; empty slices for what did not. */
struct captcha_answer {
    str altcha;      /* field altcha */
    str id;          /* field captcha_id */
    str code;        /* field captcha_code */
    str guest;       /* req->guest: a picture answers for the browser it was shown to */
    str call;        /* idempotency_call_of: whose repetition this answer counts for as well */
    bool proof_only; /* the picture's door is shut for this network: only a proof counts */
};

enum captcha_result {
    CAPTCHA_PASSED,
    CAPTCHA_MISSING,
    CAPTCHA_WRONG,   /* wrong symbols, forged, of another form or another browser */
    CAPTCHA_CROWDED, /* right or wrong: too many pictures were answered from this network */
    CAPTCHA_EXPIRED, /* over ten minutes old, used before, or tried too often */
};

/* Judges and uses up the answer for the form named scope ("register", "recover"), inside the
 * caller's transaction. The verdict is in *out; return ERR_OK from the transaction also when
 * refusing, else the try is not counted. A proof fetched with scope "any" is taken by every form.
 */
MUST_CHECK err captcha_check(struct db *tx, struct arena *arena, const struct captcha_setup *setup,
                             str scope, const struct captcha_answer *answer, when now,
                             enum captcha_result *out);

/* The code of web/field_error.c for a verdict; NULL when it passed. */
const char *captcha_field_code(enum captcha_result result);

/* The whole check for a handler: reads the three fields of the route's form by index, checks them
 * in a transaction of its own, and on refusal marks field altcha (form_fail). Call it last, when
 * the rest of the form is right, so that a slip elsewhere does not cost a solved check. An error
 * only when the database is away. */
MUST_CHECK err captcha_require(struct request *req, str scope, size_t altcha, size_t id,
                               size_t code);

/* Forgets answers that have run out anyway. For the periodic job. */
MUST_CHECK err captcha_purge(struct db *tx, when now);

/* What the form block shows. */
struct captcha_view {
    struct url challenge;      /* of the proof of work */
    str id;                    /* of the picture */
    struct url picture, sound; /* of this id */
    bool picture_only;         /* the person asked for the picture: no proof of work offered */
    struct url instead;        /* this very page with the picture, or back with the proof */
    str error;                 /* sentence beside the field, or empty */
};

/* A fresh one for the form named scope on the page at that path; altcha is the index of the form's
 * field whose mistake is shown. */
struct captcha_view captcha_view_of(struct request *req, str scope, struct url page, size_t altcha);

/* The page block is captcha_field(const struct captcha_view *) in captcha.page. */

extern const struct route captcha_routes[];
extern const struct job_kind captcha_jobs[];
