/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of sign-in show. */
#pragma once

#include "web/components.h"

struct login_view {
    struct field identifier, password;
    str next;  /* where to go afterwards, or empty */
    str whole; /* wrong with the form as a whole, or empty */
};

struct attempt_line {
    when at;
    str what; /* "Signed in" */
    enum tone tone;
    str device, network;
};

struct contact_line {
    str kind, value;
    when since, proven_at; /* WHEN_NONE: not proven */
    enum tone tone;
    str state;        /* "recovers access" */
    struct url where; /* its own page; no text: none */
    str act;          /* what can be done there */
};

struct security_view {
    bool recovered; /* access was recovered lately, and the owner has not said that all is well */
    const struct contact_line *contacts;
    size_t contact_count;
    const struct device_line *devices;
    size_t device_count;
    bool has_others; /* devices besides this one */
    const struct attempt_line *attempts;
    size_t attempt_count;
    struct pager pages; /* of the attempts */
};

struct proof_view {
    struct field password;
    str next;  /* where to go afterwards, or empty */
    str whole; /* wrong with the form as a whole, or empty */
};

struct password_view {
    struct field *fields; /* present, fresh */
    str whole;
};
