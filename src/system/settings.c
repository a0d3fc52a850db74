/* SPDX-License-Identifier: Apache-2.0 */
#include "system/settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/file.h"
#include "system/settings_private.h"

#define FILE_MAX_BYTES (256 * 1024)
#define ENV_PREFIX "KABINET_"
#define ENV_TEST_PREFIX "KABINET_TEST_" /* knobs of the tests, none of the operator's business */

const struct setting settings_table[] = {
#define AT(field) offsetof(struct settings, field)
#define SETTING_SECTION(name, about)
#define SETTING_TEXT(field, counts, section, name, fallback, max, help)                            \
    {SETTING_KIND_TEXT, section, name, fallback, NULL, 0, max, help, AT(field)},
#define SETTING_SECRET(field, counts, section, name, help)                                         \
    {SETTING_KIND_SECRET, section, name, "", NULL, 0, 0, help, AT(field)},
#define SETTING_INT(field, counts, section, name, fallback, min, max, help)                        \
    {SETTING_KIND_INT, section, name, fallback, NULL, min, max, help, AT(field)},
#define SETTING_BOOL(field, counts, section, name, fallback, help)                                 \
    {SETTING_KIND_BOOL, section, name, fallback, NULL, 0, 0, help, AT(field)},
#define SETTING_CHOICE(field, counts, section, name, fallback, choices, help)                      \
    {SETTING_KIND_CHOICE, section, name, fallback, choices, 0, 0, help, AT(field)},
#define SETTING_SPAN(field, counts, section, name, fallback, min, max, help)                       \
    {SETTING_KIND_SPAN, section, name, fallback, NULL, min, max, help, AT(field)},
#include "system/settings.def"
#undef AT
};
const size_t settings_count = ARRAY_LEN(settings_table);

/* What a load works on. */
struct load {
    struct arena *arena;
    struct settings *settings;
    struct buf *complaints;
    int faults;
};

static void complain(struct load *load, str where, str text)
{
    buf_put(load->complaints, where);
    buf_put(load->complaints, STR(": "));
    buf_put(load->complaints, text);
    buf_put_char(load->complaints, '\n');
    load->faults++;
}

const struct setting *setting_by_key(str section, str name)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        if (str_eq(section, str_from_z(row->section)) && str_eq(name, str_from_z(row->name))) {
            return row;
        }
    }
    return NULL;
}

static void complain_unknown(struct load *load, str where, str key)
{
    str near = setting_suggestion(load->arena, key);
    str text = str_printf(load->arena, "unknown setting %" STR_FMT, STR_ARG(key));
    if (near.len > 0) {
        text = str_printf(load->arena, "%" STR_FMT "; did you mean %" STR_FMT "?", STR_ARG(text),
                          STR_ARG(near));
    }
    complain(load, where, text);
}

static void take(struct load *load, const struct setting *row, str value,
                 enum setting_origin origin, str where)
{
    struct buf why = buf_in(load->arena);
    if (setting_parse(load->arena, load->settings, row, value, &why)) {
        load->settings->origin[row - settings_table] = origin;
        return;
    }
    str reason = buf_str(&why);
    complain(load, where,
             str_printf(load->arena, "%s.%s %" STR_FMT, row->section, row->name, STR_ARG(reason)));
}

static void load_defaults(struct load *load)
{
    for (size_t i = 0; i < settings_count; i++) {
        take(load, &settings_table[i], str_from_z(settings_table[i].fallback), SETTING_FROM_DEFAULT,
             STR("default"));
    }
}

/* Others must not read a file that holds a secret. */
static void complain_if_open(struct load *load, const char *path)
{
    int mode = file_mode(path);
    if (mode >= 0 && (mode & 07) != 0) {
        complain(load, str_from_z(path),
                 STR("holds a secret but everybody on this machine may use it; chmod o= it"));
    }
}

static void load_entry(struct load *load, const char *path, const struct ini_entry *entry,
                       bool *seen, bool *secret)
{
    str where = str_printf(load->arena, "%s:%d", path, entry->line);
    if (entry->name.len == 0) {
        complain(load, where, STR("is neither [section] nor name = value"));
        return;
    }
    const struct setting *row = setting_by_key(entry->section, entry->name);
    if (row == NULL) {
        complain_unknown(load, where,
                         str_printf(load->arena, "%" STR_FMT ".%" STR_FMT, STR_ARG(entry->section),
                                    STR_ARG(entry->name)));
        return;
    }
    if (seen[row - settings_table]) {
        complain(load, where,
                 str_printf(load->arena, "%s.%s is set twice", row->section, row->name));
        return;
    }
    seen[row - settings_table] = true;
    *secret = *secret || (row->kind == SETTING_KIND_SECRET && entry->value.len > 0);
    take(load, row, entry->value, SETTING_FROM_FILE, where);
}

static void load_file(struct load *load, const char *path)
{
    str text;
    if (file_read(load->arena, path, FILE_MAX_BYTES, &text) != ERR_OK) {
        complain(load, str_from_z(path), STR("cannot be read as a settings file"));
        return;
    }
    bool seen[SETTING_COUNT] = {false};
    bool secret = false;
    struct ini_entry entry = {0};
    while (ini_next(&text, &entry)) {
        load_entry(load, path, &entry, seen, &secret);
    }
    if (secret) {
        complain_if_open(load, path);
    }
}

str setting_variable(struct arena *arena, const struct setting *row)
{
    char *name = str_z(arena, str_printf(arena, ENV_PREFIX "%s_%s", row->section, row->name));
    for (char *c = name; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z') {
            *c = (char)(*c - 'a' + 'A');
        }
    }
    return str_from_z(name);
}

static void load_secret_file(struct load *load, const struct setting *row, const char *path,
                             enum setting_origin origin)
{
    str text;
    if (file_read(load->arena, path, FILE_MAX_BYTES, &text) != ERR_OK) {
        complain(load, str_from_z(path),
                 str_printf(load->arena, "cannot be read for %s.%s", row->section, row->name));
        return;
    }
    if (origin == SETTING_FROM_SECRET_FILE) {
        complain_if_open(load, path);
    }
    if (text.len > 0 && text.ptr[text.len - 1] == '\n') {
        text.len--;
    }
    take(load, row, text, origin, str_from_z(path));
}

static void load_variable(struct load *load, str name, const char *value)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        str own = setting_variable(load->arena, row);
        if (str_eq(name, own)) {
            take(load, row, str_from_z(value), SETTING_FROM_ENVIRONMENT, name);
            return;
        }
        if (row->kind == SETTING_KIND_SECRET && str_starts(name, own) &&
            str_eq(str_skip(name, own.len), STR(SETTING_FILE_SUFFIX))) {
            load_secret_file(load, row, value, SETTING_FROM_SECRET_FILE);
            return;
        }
    }
    complain_unknown(load, STR("environment"), name);
}

static void load_environment(struct load *load)
{
    for (char **variable = environ; *variable != NULL; variable++) {
        str value;
        str name = str_cut(str_from_z(*variable), '=', &value);
        if (str_starts(name, STR(ENV_PREFIX)) && !str_starts(name, STR(ENV_TEST_PREFIX))) {
            load_variable(load, name, value.ptr);
        }
    }
}

static void load_credentials(struct load *load)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    for (size_t i = 0; directory != NULL && i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        char *path = str_z(load->arena,
                           str_printf(load->arena, "%s/%s.%s", directory, row->section, row->name));
        if (row->kind == SETTING_KIND_SECRET && access(path, F_OK) == 0) {
            load_secret_file(load, row, path, SETTING_FROM_CREDENTIAL);
        }
    }
}

err settings_load(struct arena *arena, const char *file, struct settings *out,
                  struct buf *complaints)
{
    struct settings settings = {0};
    struct load load = {.arena = arena, .settings = &settings, .complaints = complaints};
    load_defaults(&load);
    if (file != NULL) {
        load_file(&load, file);
    }
    load_environment(&load);
    load_credentials(&load);
    if (load.faults > 0) {
        return ERR_INVALID;
    }
    *out = settings;
    return ERR_OK;
}

err settings_set(struct arena *arena, struct settings *settings, str key, str value,
                 enum setting_origin origin, struct buf *complaints)
{
    struct load load = {.arena = arena, .settings = settings, .complaints = complaints};
    str name;
    str section = str_cut(key, '.', &name);
    const struct setting *row = setting_by_key(section, name);
    if (row == NULL) {
        complain_unknown(&load, STR("argument"), key);
    } else {
        take(&load, row, value, origin, STR("argument"));
    }
    return load.faults == 0 ? ERR_OK : ERR_INVALID;
}
