/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/tr.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "i18n/catalogue.h"
#include "i18n/plural.h"

#define CONTEXT_END '\4'
#define KEY_MAX 512

uint32_t catalogue_hash(str key)
{
    uint64_t hash = key.len;
    for (size_t at = 0; at < key.len; at += 8) {
        uint64_t word = 0;
        size_t left = key.len - at;
        if (left >= 8) {
            memcpy(&word, key.ptr + at, 8);
        } else {
            memcpy(&word, key.ptr + at, left);
        }
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static const struct catalogue_entry *find(enum lang lang, str key)
{
    switch (lang) {
    case LANG_UK:
        for (uint32_t at = catalogue_hash(key);; at++) {
            uint16_t slot = catalogue_uk.slots[at & catalogue_uk.slot_mask];
            if (slot == 0) {
                return NULL;
            }
            const struct catalogue_entry *entry = &catalogue_uk.entries[slot - 1];
            if (str_eq(entry->key, key)) {
                return entry;
            }
        }
    case LANG_EN:
        break;
    }
    return NULL;
}

str tr_str(enum lang lang, str text)
{
    const struct catalogue_entry *entry = find(lang, text);
    return entry == NULL ? text : entry->forms[0];
}

str tr_n(enum lang lang, int64_t n, const char *one, const char *many)
{
    const struct catalogue_entry *entry = find(lang, str_from_z(one));
    if (entry != NULL) {
        return entry->forms[plural_index(lang, n)];
    }
    return str_from_z(plural_index(LANG_EN, n) == 0 ? one : many);
}

str tr_in(enum lang lang, const char *context, const char *text)
{
    char key[KEY_MAX];
    size_t context_len = strlen(context);
    size_t text_len = strlen(text);
    CHECK(context_len + 1 + text_len <= sizeof key);
    memcpy(key, context, context_len);
    key[context_len] = CONTEXT_END;
    memcpy(key + context_len + 1, text, text_len);
    const struct catalogue_entry *entry = find(lang, (str){key, context_len + 1 + text_len});
    return entry == NULL ? (str){text, text_len} : entry->forms[0];
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool tr_next_hole(str *pattern, str *text, str *name)
{
    for (size_t open = 0; open < pattern->len; open++) {
        if (pattern->ptr[open] != '{') {
            continue;
        }
        size_t end = open + 1;
        while (end < pattern->len && is_name_char(pattern->ptr[end])) {
            end++;
        }
        if (end > open + 1 && end < pattern->len && pattern->ptr[end] == '}') {
            *text = str_sub(*pattern, 0, open);
            *name = str_sub(*pattern, open + 1, end - open - 1);
            *pattern = str_skip(*pattern, end + 1);
            return true;
        }
    }
    *text = *pattern;
    return false;
}

str tr_fill_values(struct arena *arena, str pattern, const struct tr_value *values, size_t count)
{
    struct buf out = buf_in(arena);
    str text, name;
    while (tr_next_hole(&pattern, &text, &name)) {
        buf_put(&out, text);
        size_t i = 0;
        while (i < count && !str_eq(values[i].name, name)) {
            i++;
        }
        if (i < count) {
            buf_put(&out, values[i].value);
        } else {
            buf_put_char(&out, '{');
            buf_put(&out, name);
            buf_put_char(&out, '}');
        }
    }
    buf_put(&out, text);
    return buf_str(&out);
}

str tr_fill(struct arena *arena, str pattern, ...)
{
    struct tr_value values[8];
    size_t count = 0;
    va_list args;
    va_start(args, pattern);
    for (const char *name; (name = va_arg(args, const char *)) != NULL; count++) {
        CHECK(count < ARRAY_LEN(values));
        values[count] = (struct tr_value){str_from_z(name), va_arg(args, str)};
    }
    va_end(args);
    return tr_fill_values(arena, pattern, values, count);
}
