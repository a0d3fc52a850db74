/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of members show. */
#pragma once

#include "web/components.h"

struct staff_attempt_line {
    when at;
    str what;
    enum tone tone;
    str device, network;
};

struct me_view {
    str role;
    int64_t codes_left; /* recovery codes */
    const struct device_line *devices;
    size_t device_count;
    bool has_others;
    const struct staff_attempt_line *attempts;
    size_t attempt_count;
};

struct own_password_view {
    struct field present, fresh;
    str whole;
};

struct member_line {
    struct url url;
    str login, name, role;
    str state; /* in words */
    enum tone tone;
};

struct members_view {
    const struct member_line *members;
    size_t count;
    struct field login, name, role; /* of the invitation */
    str whole;
};

struct member_view {
    str login, name, role, state;
    enum tone tone;
    when created_at, enrolled_at;
    bool own;   /* the asker's own page: nothing can be done there */
    bool above; /* has rights the asker lacks: likewise */
    bool locked_out;
    struct url give_role, lock_out, begin_anew; /* POST there */
    struct field role_choice, reason;
    const struct staff_attempt_line *attempts;
    size_t attempt_count;
    str whole;
};
