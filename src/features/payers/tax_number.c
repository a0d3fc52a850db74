/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/tax_number.h"

#include "base/buf.h"

#define NUMBER_MIN 2
#define NUMBER_MAX 20
#define IBAN_MIN 15
#define IBAN_MAX 34
#define IBAN_OF_UKRAINE 29

/* Without what people put between digits, letters capital. */
static str squeezed(struct arena *arena, str typed)
{
    struct buf out = buf_in(arena);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        bool is_gap = c == ' ' || c == '-' || c == '.';
        bool is_no_break = c == '\xC2' && i + 1 < typed.len && typed.ptr[i + 1] == '\xA0';
        if (is_no_break) {
            i++;
        } else if (!is_gap) {
            buf_put_char(&out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        }
    }
    return buf_str(&out);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i])) {
            return false;
        }
    }
    return true;
}

static int weighed(str digits, const int *weights, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (digits.ptr[i] - '0') * weights[i];
    }
    return sum;
}

const char *person_number_parse(struct arena *arena, str typed, str *out)
{
    static const int weights[] = {-1, 5, 7, 9, 4, 6, 10, 5, 7};
    str s = squeezed(arena, typed);
    if (s.len != 10 || !all_digits(s)) {
        return "bad_person_number";
    }
    int sum = weighed(s, weights, ARRAY_LEN(weights)) % 11;
    sum = (sum + 11) % 11 % 10;
    if (sum != s.ptr[9] - '0') {
        return "bad_person_number";
    }
    *out = s;
    return NULL;
}

const char *company_number_parse(struct arena *arena, str typed, str *out)
{
    static const int low[] = {1, 2, 3, 4, 5, 6, 7};
    static const int middle[] = {7, 1, 2, 3, 4, 5, 6};
    static const int low_again[] = {3, 4, 5, 6, 7, 8, 9};
    static const int middle_again[] = {9, 3, 4, 5, 6, 7, 8};
    str s = squeezed(arena, typed);
    int64_t code = 0;
    if (s.len != 8 || !all_digits(s) || !str_to_i64(s, &code) || code == 0) {
        return "bad_company_number";
    }
    bool is_middle = code >= 30000000 && code <= 60000000;
    int sum = weighed(s, is_middle ? middle : low, ARRAY_LEN(low)) % 11;
    if (sum == 10) {
        sum = weighed(s, is_middle ? middle_again : low_again, ARRAY_LEN(low)) % 11 % 10;
    }
    if (sum != s.ptr[7] - '0') {
        return "bad_company_number";
    }
    *out = s;
    return NULL;
}

const char *foreign_number_parse(struct arena *arena, str typed, str *out)
{
    str s = squeezed(arena, typed);
    if (s.len < NUMBER_MIN || s.len > NUMBER_MAX) {
        return "bad_tax_number";
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i]) && !is_capital(s.ptr[i])) {
            return "bad_tax_number";
        }
    }
    *out = s;
    return NULL;
}

const char *vat_number_parse(struct arena *arena, str typed, str *out)
{
    str s = squeezed(arena, typed);
    if ((s.len != 9 && s.len != 10 && s.len != 12) || !all_digits(s)) {
        return "bad_vat_number";
    }
    *out = s;
    return NULL;
}

/* The remainder of the number that stands for the text: letters are 10 to 35. */
static int remainder_of_97(str s, int before)
{
    int rest = before;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        rest = is_digit(c) ? rest * 10 + (c - '0') : rest * 100 + (c - 'A' + 10);
        rest %= 97;
    }
    return rest;
}

const char *iban_parse(struct arena *arena, str typed, str *out)
{
    str s = squeezed(arena, typed);
    bool has_form = s.len >= IBAN_MIN && s.len <= IBAN_MAX && is_capital(s.ptr[0]) &&
                    is_capital(s.ptr[1]) && is_digit(s.ptr[2]) && is_digit(s.ptr[3]);
    for (size_t i = 0; has_form && i < s.len; i++) {
        has_form = is_digit(s.ptr[i]) || is_capital(s.ptr[i]);
    }
    if (!has_form || (str_starts(s, STR("UA")) && s.len != IBAN_OF_UKRAINE)) {
        return "bad_iban";
    }
    if (remainder_of_97(str_sub(s, 0, 4), remainder_of_97(str_skip(s, 4), 0)) != 1) {
        return "bad_iban";
    }
    *out = s;
    return NULL;
}
