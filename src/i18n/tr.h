/* SPDX-License-Identifier: Apache-2.0 */
/* Words in the reader's language. The English sentence stands in the code and is the key; po/uk.po
 * holds the translations, and a sentence without one is shown in English. Language is a parameter:
 * nothing here is global, so one process serves every language at once.
 *
 *     tr(lang, "Your devices")
 *     tr_in(lang, "button", "Open")                      same words, another meaning
 *     tr_fill(arena, tr(lang, "Sent to {to}"), "to", masked, NULL)
 *     tr_fill(arena, tr_n(lang, n, "{n} device", "{n} devices"), "n", fmt_int(arena, lang, n),
 * NULL)
 *
 * Const tables mark their sentences with N_("…") and are translated where they are shown. In pages
 * the language argument is left out. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

enum lang { LANG_UK, LANG_EN };
#define LANG_COUNT 2

/* Marks a sentence for the catalogue without translating it. */
#define N_(text) text
#define N_IN(context, text) text

/* The sentence in lang; static storage. */
str tr_str(enum lang lang, str text);

/* Inline, so that the length of a literal is known when compiling. */
static inline str tr(enum lang lang, const char *text)
{
    return tr_str(lang, str_from_z(text));
}

/* The form of the sentence that fits n things. {n} in it is filled by the caller. */
str tr_n(enum lang lang, int64_t n, const char *one, const char *many);

/* The sentence in the meaning that context names. */
str tr_in(enum lang lang, const char *context, const char *text);

/* pattern with each {name} replaced; pairs of const char * and str, then NULL. Names the pairs do
 * not know stay as they are. */
str tr_fill(struct arena *arena, str pattern, ...) ATTR_SENTINEL;

/* One named value, for callers that have them in an array. */
struct tr_value {
    str name;
    str value;
};
str tr_fill_values(struct arena *arena, str pattern, const struct tr_value *values, size_t count);

/* Takes the piece before the next known-looking {name} off *pattern, and the name; false when no
 * placeholder is left (then *text is the rest). For writers that escape as they go. */
bool tr_next_hole(str *pattern, str *text, str *name);

/* "uk", "en": for <html lang>, cookies and settings. */
str lang_code(enum lang lang);
/* A language calls itself: "Українська", "English". */
str lang_own_name(enum lang lang);
/* Accepts "uk", "UK", "uk-UA"; false leaves *out alone. */
bool lang_by_code(str code, enum lang *out);
/* The best of our languages by an Accept-Language header (RFC 9110), or fallback. */
enum lang lang_from_accept(str header, enum lang fallback);
