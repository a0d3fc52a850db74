/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of coming in show. */
#pragma once

#include "web/components.h"

struct staff_login_view {
    struct field login, password;
    str next;
    str whole;
};

struct staff_code_view {
    struct field code;
    str next; /* of the proof; the flow keeps its own */
    str whole;
    bool limited; /* nothing can be tried now */
};

struct enrol_view {
    str token;
    str login, role;
    struct field name, password, code;
    struct html picture; /* the QR code */
    str secret;          /* to be typed */
    str whole;
};
