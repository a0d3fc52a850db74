/* SPDX-License-Identifier: Apache-2.0 */
/* The eight outcomes a caller may branch on. The story behind a code (errno, SQL state) goes to the
 * log once, where it happened; callers pass the code up untouched. One list gives the enum, the
 * HTTP status and the word of the JSON API. */
#pragma once

#include "base/attr.h"

#define ERR_LIST(X)                                                                                \
    X(ERR_OK, 200, "ok")                                                                           \
    X(ERR_INVALID, 422, "invalid")         /* the user can mend it; details are in the form */     \
    X(ERR_DENIED, 403, "denied")           /* known, but not allowed */                            \
    X(ERR_NOT_FOUND, 404, "not_found")     /* absent, or somebody else's */                        \
    X(ERR_CONFLICT, 409, "conflict")       /* a unique value or a state stands against it */       \
    X(ERR_LIMITED, 429, "limited")         /* a budget is used up; say when to come again */       \
    X(ERR_UNAVAILABLE, 503, "unavailable") /* try again later: database away, queue full */        \
    X(ERR_INTERNAL, 500, "internal")       /* our bug or a broken world; already logged */

typedef enum err {
#define X(name, status, word) name,
    ERR_LIST(X)
#undef X
} err;

/* For the one call whose answer may as well not be there: ERR_NOT_FOUND becomes ERR_OK. It belongs
 * around that call, never around the outcome of several: a link that must be there would vanish
 * with the one that need not (tests/house/check_reads). */
MUST_CHECK err err_absent_is_fine(err e);

/* The HTTP status that stands for a code. */
int err_status(err e);

/* The stable word the JSON API gives for a code; static storage. */
const char *err_word(err e);
