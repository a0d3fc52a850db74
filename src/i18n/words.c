/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/words.h"

#include "base/buf.h"

enum gender { MASCULINE, FEMININE, NEUTER };

/* Forms for 1, for 2 to 4, and for the rest; of English the first and the last. */
struct noun {
    enum gender gender;
    const char *one, *few, *many;
};

struct currency_words {
    const char *code;
    struct noun unit[LANG_COUNT], minor[LANG_COUNT];
};

static const struct currency_words currencies[] = {
    {"UAH",
     {[LANG_UK] = {FEMININE, "гривня", "гривні", "гривень"},
      [LANG_EN] = {NEUTER, "hryvnia", "hryvnias", "hryvnias"}},
     {[LANG_UK] = {FEMININE, "копійка", "копійки", "копійок"},
      [LANG_EN] = {NEUTER, "kopiyka", "kopiykas", "kopiykas"}}},
    {"EUR",
     {[LANG_UK] = {MASCULINE, "євро", "євро", "євро"},
      [LANG_EN] = {NEUTER, "euro", "euros", "euros"}},
     {[LANG_UK] = {MASCULINE, "цент", "центи", "центів"},
      [LANG_EN] = {NEUTER, "cent", "cents", "cents"}}},
    {"USD",
     {[LANG_UK] = {MASCULINE, "долар США", "долари США", "доларів США"},
      [LANG_EN] = {NEUTER, "US dollar", "US dollars", "US dollars"}},
     {[LANG_UK] = {MASCULINE, "цент", "центи", "центів"},
      [LANG_EN] = {NEUTER, "cent", "cents", "cents"}}},
};

#define GROUPS 7 /* of three digits, in a number of 64 bits */
static const struct noun uk_groups[GROUPS] = {
    {MASCULINE, "", "", ""},
    {FEMININE, "тисяча", "тисячі", "тисяч"},
    {MASCULINE, "мільйон", "мільйони", "мільйонів"},
    {MASCULINE, "мільярд", "мільярди", "мільярдів"},
    {MASCULINE, "трильйон", "трильйони", "трильйонів"},
    {MASCULINE, "квадрильйон", "квадрильйони", "квадрильйонів"},
    {MASCULINE, "квінтильйон", "квінтильйони", "квінтильйонів"},
};
static const char *const uk_hundreds[] = {"",        "сто",     "двісті", "триста",   "чотириста",
                                          "п’ятсот", "шістсот", "сімсот", "вісімсот", "дев’ятсот"};
static const char *const uk_tens[] = {"",           "",          "двадцять",  "тридцять",
                                      "сорок",      "п’ятдесят", "шістдесят", "сімдесят",
                                      "вісімдесят", "дев’яносто"};
static const char *const uk_ones[] = {"",
                                      "один",
                                      "два",
                                      "три",
                                      "чотири",
                                      "п’ять",
                                      "шість",
                                      "сім",
                                      "вісім",
                                      "дев’ять",
                                      "десять",
                                      "одинадцять",
                                      "дванадцять",
                                      "тринадцять",
                                      "чотирнадцять",
                                      "п’ятнадцять",
                                      "шістнадцять",
                                      "сімнадцять",
                                      "вісімнадцять",
                                      "дев’ятнадцять"};

static const char *const en_groups[GROUPS] = {"",         "thousand",    "million",    "billion",
                                              "trillion", "quadrillion", "quintillion"};
static const char *const en_tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                      "fifty", "sixty", "seventy", "eighty", "ninety"};
static const char *const en_ones[] = {"",        "one",     "two",       "three",    "four",
                                      "five",    "six",     "seven",     "eight",    "nine",
                                      "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                      "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};

static void put_word(struct buf *out, const char *word)
{
    if (word[0] != '\0') {
        buf_put(out, out->len > 0 ? STR(" ") : STR(""));
        buf_put(out, str_from_z(word));
    }
}

static const char *uk_form(const struct noun *noun, uint64_t n)
{
    uint64_t tens = n % 100, ones = n % 10;
    if (tens >= 11 && tens <= 14) {
        return noun->many;
    }
    if (ones == 1) {
        return noun->one;
    }
    return ones >= 2 && ones <= 4 ? noun->few : noun->many;
}

static const char *form_of(enum lang lang, const struct noun *noun, uint64_t n)
{
    if (lang == LANG_UK) {
        return uk_form(noun, n);
    }
    return n == 1 ? noun->one : noun->many;
}

static const char *uk_one(unsigned n, enum gender gender)
{
    if (gender == FEMININE && n == 1) {
        return "одна";
    }
    return gender == FEMININE && n == 2 ? "дві" : uk_ones[n];
}

static void put_three_uk(struct buf *out, unsigned n, enum gender gender)
{
    put_word(out, uk_hundreds[n / 100]);
    n %= 100;
    if (n >= 20) {
        put_word(out, uk_tens[n / 10]);
        n %= 10;
    }
    put_word(out, uk_one(n, gender));
}

static void put_three_en(struct buf *out, unsigned n)
{
    if (n >= 100) {
        put_word(out, en_ones[n / 100]);
        put_word(out, "hundred");
        n %= 100;
    }
    if (n >= 20) {
        put_word(out, en_tens[n / 10]);
        if (n % 10 > 0) {
            buf_put_char(out, '-');
            buf_put(out, str_from_z(en_ones[n % 10]));
        }
        return;
    }
    put_word(out, en_ones[n]);
}

static void put_number(struct buf *out, enum lang lang, uint64_t n, enum gender gender)
{
    uint64_t unit = 1;
    for (int i = 1; i < GROUPS; i++) {
        unit *= 1000;
    }
    if (n == 0) {
        put_word(out, lang == LANG_UK ? "нуль" : "zero");
    }
    for (int group = GROUPS - 1; group >= 0; group--, unit /= 1000) {
        unsigned three = (unsigned)(n / unit % 1000);
        if (three == 0) {
            continue;
        }
        if (lang == LANG_UK) {
            put_three_uk(out, three, group == 0 ? gender : uk_groups[group].gender);
            put_word(out, uk_form(&uk_groups[group], three));
        } else {
            put_three_en(out, three);
            put_word(out, en_groups[group]);
        }
    }
}

/* The first letter, of those a number can begin with, made capital. */
static void begin_with_capital(struct buf *out)
{
    unsigned char *first = (unsigned char *)out->ptr;
    if (first[0] >= 'a' && first[0] <= 'z') {
        first[0] = (unsigned char)(first[0] - 'a' + 'A');
    } else if (first[0] == 0xD0 && first[1] >= 0xB0) { /* а to п */
        first[1] = (unsigned char)(first[1] - 0x20);
    } else if (first[0] == 0xD1 && first[1] <= 0x8F) { /* р to я */
        first[0] = 0xD0;
        first[1] = (unsigned char)(first[1] + 0x20);
    }
}

static const struct currency_words *words_of(str code)
{
    for (size_t i = 0; i < ARRAY_LEN(currencies); i++) {
        if (str_eq(code, str_from_z(currencies[i].code))) {
            return &currencies[i];
        }
    }
    return NULL;
}

str money_in_words(struct arena *arena, enum lang lang, money m)
{
    str code = money_currency(&m);
    const struct currency_words *words = words_of(code);
    struct buf out = buf_in(arena);
    uint64_t size = m.minor < 0 ? 0 - (uint64_t)m.minor : (uint64_t)m.minor;
    uint64_t unit = 1;
    for (int i = 0; i < money_decimals(code); i++) {
        unit *= 10;
    }
    if (m.minor < 0) {
        put_word(&out, lang == LANG_UK ? "мінус" : "minus");
    }
    put_number(&out, lang, size / unit, words == NULL ? MASCULINE : words->unit[lang].gender);
    begin_with_capital(&out);
    put_word(&out,
             words == NULL ? str_z(arena, code) : form_of(lang, &words->unit[lang], size / unit));
    if (unit > 1) {
        buf_printf(&out, " %0*llu", money_decimals(code), (unsigned long long)(size % unit));
        put_word(&out, words == NULL ? "" : form_of(lang, &words->minor[lang], size % unit));
    }
    return buf_str(&out);
}
