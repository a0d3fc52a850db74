/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the room show. */
#pragma once

#include "features/accounts/accounts.h"
#include "features/accounts/profile_form.h"
#include "web/components.h"

struct profile_view {
    const struct account *account;
    struct field *fields; /* by enum profile_field */
    bool sends_sms;
};

struct contact_view {
    enum contact_kind kind;
    const struct account *account;
    bool sends_sms;
    bool trusted;        /* proven, and no recovery made it suspect */
    bool suspect;        /* a recovery did */
    bool waiting;        /* a code is alive */
    str to;              /* where it went */
    struct field value;  /* the form that sends */
    struct field code;   /* the form that proves */
    int64_t resend_wait; /* seconds */
};

/* One field of the form that waits for the terms. */
struct waiting_field {
    str name, value;
};

struct terms_first_view {
    struct url terms; /* where they are to be read */
    struct url act;   /* where the form goes on */
    const struct waiting_field *fields;
    size_t count;
    bool again; /* it was sent without the tick */
};

struct terms_view {
    struct url terms; /* the operator's own; no text when he gave no address */
    bool asked;       /* whoever looks has to agree to them anew */
    str next;         /* where to go afterwards */
};
