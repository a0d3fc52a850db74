/* SPDX-License-Identifier: Apache-2.0 */
#include "app/reload.h"

#include "base/buf.h"
#include "system/log.h"
#include "system/settings_restart.h"

static bool differs(struct arena *arena, const struct settings *a, const struct settings *b,
                    const struct setting *row)
{
    if (row->kind == SETTING_KIND_SECRET) {
        const struct secret *one = (const void *)((const char *)a + row->offset);
        const struct secret *two = (const void *)((const char *)b + row->offset);
        return !secret_eq(*one, *two);
    }
    return !str_eq(setting_shown(arena, a, row), setting_shown(arena, b, row));
}

static void name(struct buf *out, enum setting_index index)
{
    buf_printf(out, "%s%s.%s", out->len > 0 ? ", " : "", settings_table[index].section,
               settings_table[index].name);
}

/* A courier for a channel is made at the start. */
static void name_channels(struct buf *out, const struct settings *started,
                          const struct settings *now)
{
    if (started->smtp_url.len == 0 && now->smtp_url.len > 0) {
        name(out, SETTING_smtp_url);
    }
    if (str_eq(started->sms_driver, STR("none")) && !str_eq(now->sms_driver, STR("none"))) {
        name(out, SETTING_sms_driver);
    }
}

str reload_waiting(struct arena *arena, const struct settings *started, const struct settings *now)
{
    struct buf names = buf_in(arena);
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        if (setting_waits(row) && differs(arena, started, now, row)) {
            name(&names, (enum setting_index)i);
        }
    }
    name_channels(&names, started, now);
    return buf_str(&names);
}

void reload_log(str waiting)
{
    log_info("settings reloaded", LOG_END);
    if (waiting.len > 0) {
        log_warning("some settings take effect at the next restart only",
                    LOG_STR("settings", waiting), LOG_END);
    }
}
