/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/password_parts.h"

#include <zxcvbn.h>

#include "base/str.h"

/* Shorter pieces ("to", "a1") are found in anything. */
#define WORD_CHARS_MIN 3
#define WORDS_FEW 2
/* So many characters that belong to no word and no pattern are still decoration. */
#define LOOSE_MAX 6

struct reading {
    str words[WORDS_FEW]; /* the different ones */
    size_t count;
    bool more; /* than fit */
    size_t loose;
};

static void read_word(struct reading *reading, str word)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (str_eq_nocase(reading->words[i], word)) {
            return;
        }
    }
    if (reading->count == WORDS_FEW) {
        reading->more = true;
    } else {
        reading->words[reading->count++] = word;
    }
}

static void read_part(struct reading *reading, const char *text, const ZxcMatch_t *part)
{
    size_t len = (size_t)part->Length;
    switch ((int)part->Type & ~(int)MULTIPLE_MATCH) {
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
    case USER_MATCH:
    case USER_LEET_MATCH:
        if (len >= WORD_CHARS_MIN) {
            read_word(reading, (str){text + part->Begin, len});
        } else {
            reading->loose += len;
        }
        break;
    case REPEATS_MATCH:
    case SEQUENCE_MATCH:
    case SPATIAL_MATCH:
    case DATE_MATCH:
    case YEAR_MATCH:
        break; /* a year, a row, a run: nothing to an attacker */
    default:
        reading->loose += len;
        break;
    }
}

bool parts_are_few_words(const char *text, const ZxcMatch_t *parts)
{
    struct reading reading = {.count = 0};
    for (; parts != NULL; parts = parts->Next) {
        read_part(&reading, text, parts);
    }
    return reading.count > 0 && !reading.more && reading.loose <= LOOSE_MAX;
}
