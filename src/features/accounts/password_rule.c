/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/password_rule.h"

#include <string.h>
#include <zxcvbn.h>

#include "base/attr.h"
#include "crypto/password.h"
#include "features/accounts/password_layout.h"
#include "features/accounts/password_parts.h"
#include "features/accounts/typed_text.h"

/* Work of the estimate grows steeply with length, and no guess is made beyond this. */
#define SCORED_CHARS_MAX 72
/* Shorter pieces of a login occur in honest passwords by chance. */
#define PERSONAL_CHARS_MIN 4
#define WORDS_MAX 96

/* log2 of the guesses where the next word of strength begins: 10^3, 10^6, 10^8, 10^10. In
 * thousandths: the program keeps no floating point. */
static const long score_from[] = {9966, 19932, 26575, 33219};
/* Fewer guesses than 2^15, in the order attackers make them, is a common password however long: a
 * word off the estimator's lists with a year, a row of digits or a sign behind it. Set low on
 * purpose: beyond it the person decides, told the strength in words. */
#define MILLIBITS_MIN 15000
/* One or two known words with a few digits and signs around them are tried in twos long before
 * their sum of guesses is reached; what is rarer than this was not put together that way. */
#define FEW_WORDS_MILLIBITS 45000
#define SCORE_OF_FEW_WORDS 1

/* What people here choose, also as it comes out in Latin letters; the estimator's own words are
 * English; and the walks over the keyboard it does not see through. */
static const char *const local_words[] = {
    "parol",        "parolchyk",    "kohannia",
    "kokhannia",    "liubov",       "lubov",
    "sonechko",     "kotyk",        "zaichyk",
    "ukraina",      "ukrayina",     "ukraine",
    "slavaukraini", "slava",        "heroiam",
    "kyiv",         "kiev",         "lviv",
    "odesa",        "kharkiv",      "dnipro",
    "dynamo",       "shakhtar",     "mama",
    "tato",         "pryvit",       "privet",
    "zaika",        "rodyna",       "olena",
    "iryna",        "natalia",      "qwertyuiop",
    "1q2w3e4r5t6y", "q1w2e3r4t5y6", "1qaz2wsx3edc",
    "1qazxsw23edc", "zaq12wsxcde3", "qazwsxedcrfv",
    "asdfghjkl",    "zxcvbnm",      "iloveyouforever",
    "kabinet",      "cabinet",      "osobystyi",
    "hosting",      "domen",        "servis",
};

struct words {
    const char *list[WORDS_MAX + 1]; /* NULL-terminated for the estimator */
    size_t count;
};

static void words_add(struct words *words, struct arena *arena, str word)
{
    if (word.len >= 3 && words->count < WORDS_MAX) {
        words->list[words->count++] = str_z(arena, str_lower(arena, word));
    }
}

/* Every run of letters and digits of an identifier is a word to try. */
static void words_add_parts(struct words *words, struct arena *arena, str text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || strchr(" .,:@_+-'", text.ptr[i]) != NULL) {
            words_add(words, arena, str_sub(text, start, i - start));
            start = i + 1;
        }
    }
}

static struct words words_of(struct arena *arena, const struct password_context *context)
{
    struct words words = {.count = 0};
    for (size_t i = 0; i < ARRAY_LEN(local_words); i++) {
        words.list[words.count++] = local_words[i];
    }
    words_add_parts(&words, arena, context->login);
    words_add_parts(&words, arena, context->email);
    words_add_parts(&words, arena, context->name);
    words_add_parts(&words, arena, context->brand);
    words_add_parts(&words, arena, context->host);
    return words;
}

struct strength {
    long millibits;
    bool one_word;  /* the estimator read the whole of it as one known word or pattern */
    bool few_words; /* as one or two, with little around them */
};

static struct strength estimate(const char *password, struct words *words)
{
    ZxcMatch_t *parts = NULL;
    double bits = ZxcvbnMatch(password, words->list, &parts);
    struct strength strength = {
        .millibits = (long)(bits * 1000),
        .one_word = parts != NULL && parts->Next == NULL,
        .few_words = bits * 1000 < FEW_WORDS_MILLIBITS && parts_are_few_words(password, parts),
    };
    ZxcvbnFreeInfo(parts);
    return strength;
}

/* The weaker of what was typed and what the same keys say on a Cyrillic layout. */
static struct strength strength_of(struct secret password, struct words *words)
{
    char typed[SCORED_CHARS_MAX + 1] = {0};
    char swapped[SCORED_CHARS_MAX + 1] = {0};
    str scored = str_sub(secret_reveal(password), 0, SCORED_CHARS_MAX);
    memcpy(typed, scored.ptr, scored.len);
    password_layout_swap(scored, swapped, sizeof(swapped));
    struct strength first = estimate(typed, words);
    struct strength second = strcmp(typed, swapped) == 0 ? first : estimate(swapped, words);
    explicit_bzero(typed, sizeof(typed));
    explicit_bzero(swapped, sizeof(swapped));
    bool few_words = first.few_words || second.few_words;
    struct strength weaker = second.millibits < first.millibits ? second : first;
    weaker.few_words = few_words;
    return weaker;
}

/* Without a lowered copy of the password left in memory. */
static bool contains(str password, str part)
{
    for (size_t i = 0; part.len <= password.len && i <= password.len - part.len; i++) {
        if (str_eq_nocase(str_sub(password, i, part.len), part)) {
            return true;
        }
    }
    return false;
}

static bool gives_away(str password, str identifier)
{
    return identifier.len > 0 &&
           (str_eq_nocase(password, identifier) ||
            (identifier.len >= PERSONAL_CHARS_MIN && contains(password, identifier)));
}

static bool is_personal(str password, const struct password_context *context)
{
    str host = {0};
    str mailbox = str_cut(context->email, '@', &host);
    /* However it is dialled, a number ends alike. */
    str phone = str_skip(context->phone, context->phone.len > 9 ? context->phone.len - 9 : 0);
    return gives_away(password, context->login) || gives_away(password, context->email) ||
           gives_away(password, mailbox) || gives_away(password, phone);
}

static const char *characters_fault(str password)
{
    for (size_t i = 0; i < password.len; i++) {
        if (password.ptr[i] < ' ' || password.ptr[i] > '~') {
            bool cyrillic = str_is_utf8(password) && text_has_script(password, SCRIPT_CYRILLIC);
            return cyrillic ? "cyrillic" : "password_characters";
        }
    }
    return NULL;
}

static int score_of(long millibits)
{
    int score = 0;
    for (size_t i = 0; i < ARRAY_LEN(score_from); i++) {
        score += millibits >= score_from[i];
    }
    return score;
}

struct password_verdict password_check(struct arena *arena, struct secret password,
                                       const struct password_context *context)
{
    str typed = secret_reveal(password);
    size_t min = context->second_factor ? PASSWORD_CHARS_MIN_SECOND_FACTOR : PASSWORD_CHARS_MIN;
    if (typed.len == 0) {
        return (struct password_verdict){"required", 0};
    }
    if (typed.len > PASSWORD_BYTES_MAX) {
        return (struct password_verdict){"too_long", 0};
    }
    const char *fault = characters_fault(typed);
    if (fault != NULL) {
        return (struct password_verdict){fault, 0};
    }
    struct words words = words_of(arena, context);
    struct strength strength = strength_of(password, &words);
    int score = score_of(strength.millibits);
    if (typed.len < min) {
        return (struct password_verdict){"password_short", score};
    }
    if (is_personal(typed, context)) {
        return (struct password_verdict){"password_personal", 0};
    }
    if (strength.millibits < MILLIBITS_MIN || strength.few_words) {
        score = strength.few_words && score > SCORE_OF_FEW_WORDS ? SCORE_OF_FEW_WORDS : score;
        return (struct password_verdict){strength.one_word ? "password_common" : "password_weak",
                                         score};
    }
    return (struct password_verdict){NULL, score};
}
