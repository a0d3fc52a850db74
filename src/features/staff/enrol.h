/* SPDX-License-Identifier: Apache-2.0 */
/* The one-time link: it sets password and second factor, both or nothing, and signs in. */
#pragma once

#include "features/staff/entry.h"

struct enrol_offer {
    staff_id member;
    str login, name, role, salt;
};
/* What a link offers; ERR_NOT_FOUND when it was used or ran out. */
err enrol_find(const struct act *act, str token, struct enrol_offer *out);

/* It was refused: if its time is over, it stays over. */
err enrol_refused(const struct act *act, str token);

struct enrol_request {
    str token, name, code;
    struct secret password; /* validated already */
};
struct enrol_result {
    bool wrong_code;
    str *codes; /* RECOVERY_CODES, shown once */
    str session;
};
/* ERR_NOT_FOUND when the link was used or ran out meanwhile. */
err enrol(const struct act *act, const struct enrol_offer *offer, const struct enrol_request *asked,
          struct enrol_result *out);

/* Judges a new password of a member; NULL or the code for its field. */
const char *member_password_fault(struct arena *arena, const struct site *site, str login, str name,
                                  struct secret password);
