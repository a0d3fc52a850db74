/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of settings_check share. */
#pragma once

#include "app/settings_check.h"
#include "base/attr.h"

struct check {
    struct arena *arena;
    const struct settings *settings;
    struct settings_check_options options;
    struct buf *complaints;
    int faults;
    int passing; /* of the faults: a later moment may mend them */
};

/* One line; begins with the setting's name. */
void check_fault(struct check *check, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* scheme://host[:port] and nothing behind it: a host of letters, digits, dots and hyphens, or an
 * address, and a port from 1 to 65535. */
bool check_is_origin(str url);

/* http:// or https:// with such a host; a path and a query may follow. */
bool check_is_web_url(str url);

/* False for what the courier refuses each time: an address that is neither public nor in
 * outside.private_networks, or plain http to a public one. */
bool check_may_be_reached(const struct settings *settings, str url);

/* A fault when the named file is set and cannot be read. */
void check_file(struct check *check, const char *name, str path);
/* Likewise, for a file that is too long to be read whole. */
void check_opens(struct check *check, const char *name, str path);

/* The same for an address of mail. */
void check_mailbox(struct check *check, const char *name, str address);

void check_server(struct check *check);
void check_users(struct check *check);
void check_outside(struct check *check);
void check_messages(struct check *check);
void check_money(struct check *check);
