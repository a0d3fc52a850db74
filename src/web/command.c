/* SPDX-License-Identifier: Apache-2.0 */
#include "web/command.h"

#include "base/check.h"

str command_value(const struct command_run *run, const char *name)
{
    size_t i = 0;
    while (i < run->count && !str_eq(run->values[i].name, str_from_z(name))) {
        i++;
    }
    CHECK(i < run->count); /* a name the row does not have */
    return run->values[i].text;
}

bool command_moment(const struct command_run *run, const char *name, when *out)
{
    str text = command_value(run, name);
    *out = WHEN_NONE;
    if (text.len == 0 || when_from_rfc3339(text, out)) {
        return true;
    }
    buf_printf(run->out, "%s takes a moment such as 2026-11-22T10:00:00Z", name);
    return false;
}

err command_refuse(const struct command_run *run, err code, const char *why)
{
    buf_put(run->out, str_from_z(why));
    return code;
}
