/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "system/json_text.h"
#include "system/settings_private.h"
#include "system/settings_restart.h"

static const struct {
    const char *name;
    const char *about;
} sections[] = {
#define SETTING_SECTION(name, about) {name, about},
#define SETTING_TEXT(field, counts, section, name, fallback, max, help)
#define SETTING_SECRET(field, counts, section, name, help)
#define SETTING_INT(field, counts, section, name, fallback, min, max, help)
#define SETTING_BOOL(field, counts, section, name, fallback, help)
#define SETTING_CHOICE(field, counts, section, name, fallback, choices, help)
#define SETTING_SPAN(field, counts, section, name, fallback, min, max, help)
#include "system/settings.def"
};

const char *setting_origin_word(enum setting_origin origin)
{
    switch (origin) {
    case SETTING_FROM_DEFAULT:
        return "default";
    case SETTING_FROM_FILE:
        return "file";
    case SETTING_FROM_ENVIRONMENT:
        return "environment";
    case SETTING_FROM_SECRET_FILE:
        return "secret file";
    case SETTING_FROM_CREDENTIAL:
        return "credential";
    case SETTING_FROM_ARGUMENT:
        return "argument";
    }
    return "";
}

void settings_print(const struct settings *settings, struct buf *out)
{
    const char *section = "";
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        if (strcmp(section, row->section) != 0) {
            section = row->section;
            buf_printf(out, "%s[%s]\n", i == 0 ? "" : "\n", section);
        }
        str value = setting_shown(out->arena, settings, row);
        str limits = setting_limits(out->arena, row);
        buf_printf(out, "# %s\n", row->help);
        buf_printf(out, "# %" STR_FMT "; default: %s; now from: %s; a change counts from a %s on\n",
                   STR_ARG(limits), row->fallback[0] == '\0' ? "(empty)" : row->fallback,
                   setting_origin_word(settings->origin[i]), setting_counts_from(row));
        buf_printf(out, "%s = %" STR_FMT "\n", row->name, STR_ARG(value));
    }
}

/* ,"name":"text" */
static void put_member(struct buf *out, const char *before, const char *name, str text)
{
    buf_printf(out, "%s\"%s\":\"", before, name);
    char *room = buf_reserve(out, text.len * JSON_TEXT_WORST);
    out->len += json_escaped(room, text.len * JSON_TEXT_WORST, text);
    buf_put_char(out, '"');
}

void settings_print_json(const struct settings *settings, struct buf *out)
{
    struct arena *arena = out->arena;
    buf_put(out, STR("[\n"));
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        put_member(out, "{", "name", str_printf(arena, "%s.%s", row->section, row->name));
        put_member(out, ",", "value", setting_shown(arena, settings, row));
        put_member(out, ",", "from", str_from_z(setting_origin_word(settings->origin[i])));
        put_member(out, ",", "default", str_from_z(row->fallback));
        put_member(out, ",", "limits", setting_limits(arena, row));
        put_member(out, ",", "change_counts_from", str_from_z(setting_counts_from(row)));
        put_member(out, ",", "meaning", str_from_z(row->help));
        buf_put(out, i + 1 < settings_count ? STR("},\n") : STR("}\n"));
    }
    buf_put(out, STR("]\n"));
}

/* Text inside a Markdown table. */
static void put_cell(struct buf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '|') {
            buf_put_char(out, '\\');
        }
        buf_put_char(out, text.ptr[i]);
    }
    buf_put(out, STR(" |"));
}

static void put_section(struct buf *out, const char *section, const char *about)
{
    buf_printf(out,
               "\n## %s\n\n%s\n\n| name | default | limits | counts from | meaning |\n"
               "|---|---|---|---|---|\n",
               section, about);
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        if (strcmp(section, row->section) != 0) {
            continue;
        }
        buf_printf(out, "| `%s` | ", row->name);
        put_cell(out, row->fallback[0] == '\0' ? STR("")
                                               : str_printf(out->arena, "`%s`", row->fallback));
        buf_put_char(out, ' ');
        str limits = setting_limits(out->arena, row);
        put_cell(out, row->kind == SETTING_KIND_SECRET ? STR("secret") : limits);
        buf_put_char(out, ' ');
        put_cell(out, str_from_z(setting_counts_from(row)));
        buf_put_char(out, ' ');
        put_cell(out, str_from_z(row->help));
        buf_put_char(out, '\n');
    }
}

void settings_print_manual(struct buf *out)
{
    buf_put(out,
            STR("# Settings\n\n"
                "Printed from `src/system/settings.def` by `kabinet settings --manual`; do not "
                "edit by hand.\n\n"
                "A setting `name` of a `[section]` stands in the INI file given by `--config`, "
                "or in the environment as\n`KABINET_SECTION_NAME`, which wins. A secret may also "
                "stand alone in a file: the environment variable\n`KABINET_SECTION_NAME_FILE` "
                "holds its path, or the service manager hands over a credential called\n"
                "`section.name`. Unknown names are refused at start with a suggestion; `kabinet "
                "settings` prints what is in\nforce and where it came from. A change counts from a "
                "reload (SIGHUP) or from a restart on, as the column says; a\nreload names those "
                "that wait for the restart, and keeps what the server was started with.\n"));
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        put_section(out, sections[i].name, sections[i].about);
    }
}
