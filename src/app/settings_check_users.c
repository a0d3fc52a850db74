/* SPDX-License-Identifier: Apache-2.0 */
/* The users that a server of root's hands its children to. */
#include "app/settings_check_private.h"

#include <pwd.h>
#include <stdio.h>

/* One that does not exist would leave the children with root; root itself is no other user. Inside
 * the sandbox nobody can be looked up, and a change waits for the next start anyhow. */
static void check_user(struct check *check, const char *name, str value)
{
    char text[64];
    if (value.len == 0) {
        return;
    }
    snprintf(text, sizeof text, "%" STR_FMT, STR_ARG(value));
    if (str_eq(value, STR("root"))) {
        check_fault(check, "%s: root is not a user without rights; name another", name);
    } else if (!check->options.confined) {
        const struct passwd *user = value.len < sizeof text ? getpwnam(text) : NULL;
        if (user == NULL) {
            check_fault(check, "%s: there is no user %s on this machine", name, text);
        } else if (user->pw_uid == 0) {
            check_fault(check, "%s: %s is root by another name; name another user", name, text);
        }
    }
}

void check_users(struct check *check)
{
    check_user(check, "outside.user", check->settings->courier_user);
    check_user(check, "provisioning.hook_user", check->settings->hook_user);
}
