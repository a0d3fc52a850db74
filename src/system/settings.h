/* SPDX-License-Identifier: Apache-2.0 */
/* Everything an operator can set. The rows of settings.def give the fields of struct settings, the
 * parser, `kabinet settings`, docs/settings.md and the suggestions for mistyped names. Later
 * sources win: default, INI file, environment KABINET_SECTION_NAME, a file named by
 * KABINET_SECTION_NAME_FILE or a systemd credential called section.name, argument of the command.
 * After loading the struct is const and is passed, never global. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/when.h"

enum setting_kind {
    SETTING_KIND_TEXT,
    SETTING_KIND_SECRET, /* masked wherever it is shown; at most 4,096 bytes */
    SETTING_KIND_INT,
    SETTING_KIND_BOOL,   /* yes or no; true, false, on, off, 1, 0 too */
    SETTING_KIND_CHOICE, /* one of the listed words */
    SETTING_KIND_SPAN,   /* "90s", "15m", "12h", "30d"; kept in microseconds */
};

enum setting_origin {
    SETTING_FROM_DEFAULT,
    SETTING_FROM_FILE,
    SETTING_FROM_ENVIRONMENT,
    SETTING_FROM_SECRET_FILE, /* KABINET_…_FILE */
    SETTING_FROM_CREDENTIAL,  /* $CREDENTIALS_DIRECTORY */
    SETTING_FROM_ARGUMENT,
};

/* One row of the table, as written in settings.def. */
struct setting {
    enum setting_kind kind;
    const char *section;
    const char *name;
    const char *fallback; /* the default, as an operator would write it */
    const char *choices;  /* CHOICE: words separated by | */
    int64_t min, max;     /* TEXT: bytes; INT: value; SPAN: microseconds */
    const char *help;
    size_t offset; /* of the field in struct settings */
};

extern const struct setting settings_table[];
extern const size_t settings_count;

enum setting_index {
#define SETTING_SECTION(name, about)
#define SETTING_TEXT(field, counts, section, name, fallback, max, help) SETTING_##field,
#define SETTING_SECRET(field, counts, section, name, help) SETTING_##field,
#define SETTING_INT(field, counts, section, name, fallback, min, max, help) SETTING_##field,
#define SETTING_BOOL(field, counts, section, name, fallback, help) SETTING_##field,
#define SETTING_CHOICE(field, counts, section, name, fallback, choices, help) SETTING_##field,
#define SETTING_SPAN(field, counts, section, name, fallback, min, max, help) SETTING_##field,
#include "system/settings.def"
    SETTING_COUNT
};

struct settings {
#define SETTING_SECTION(name, about)
#define SETTING_TEXT(field, counts, section, name, fallback, max, help) str field;
#define SETTING_SECRET(field, counts, section, name, help) struct secret field;
#define SETTING_INT(field, counts, section, name, fallback, min, max, help) int64_t field;
#define SETTING_BOOL(field, counts, section, name, fallback, help) bool field;
#define SETTING_CHOICE(field, counts, section, name, fallback, choices, help) str field;
#define SETTING_SPAN(field, counts, section, name, fallback, min, max, help) int64_t field;
#include "system/settings.def"
    enum setting_origin origin[SETTING_COUNT];
};

/* Reads defaults, the INI file (none when NULL), environment and credentials into *out, whose text
 * lives in the arena. Every fault becomes a line in complaints, then the answer is ERR_INVALID. */
err settings_load(struct arena *arena, const char *file, struct settings *out,
                  struct buf *complaints) MUST_CHECK;

/* Sets one value as if written by the operator; key is "section.name". */
err settings_set(struct arena *arena, struct settings *settings, str key, str value,
                 enum setting_origin origin, struct buf *complaints) MUST_CHECK;

/* The value of a row in an operator's words; secrets give "(set)" or "". */
str setting_shown(struct arena *arena, const struct settings *settings, const struct setting *row);

/* "default", "file", "environment", … */
const char *setting_origin_word(enum setting_origin origin);

/* "at most 200 bytes", "1 to 64", "none|http|kannel", …. */
str setting_limits(struct arena *arena, const struct setting *row);

/* The whole table for people, as JSON, or as the manual's chapter (defaults only, Markdown). */
void settings_print(const struct settings *settings, struct buf *out);
void settings_print_json(const struct settings *settings, struct buf *out);
void settings_print_manual(struct buf *out);

/* True when the URL's host is 127.0.0.0/8, [::1] or localhost. */
bool url_is_loopback(str url);
