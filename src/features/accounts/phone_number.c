/* SPDX-License-Identifier: Apache-2.0 */
/* Phone numbers to E.164. A number is refused only when no plan could hold it: an unknown country
 * code, or a wrong count of digits. Whether it rings is proved by the code sent to it. */
#include "features/accounts/identifier.h"

#include "base/attr.h"
#include "base/buf.h"
#include "features/accounts/phone_plan.h"
#include "features/accounts/typed_text.h"

#define E164_DIGITS_MAX 15
/* Longest spelling worth reading: every digit set apart by blanks and brackets. */
#define TYPED_BYTES_MAX 100

static bool is_separator(uint32_t c)
{
    bool dash = c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
    return dash || c == ' ' || c == '(' || c == ')' || c == '.' || c == '/';
}

/* The digits alone; *plus tells whether + stood before them. Address books put direction marks
 * around numbers: they are passed over, since nothing but digits is kept. */
static bool digits_of(str folded, struct buf *digits, bool *plus)
{
    *plus = false;
    for (size_t pos = 0; pos < folded.len;) {
        uint32_t c = str_next_char(folded, &pos);
        if (c >= '0' && c <= '9') {
            buf_put_char(digits, (char)c);
        } else if (c == '+' && digits->len == 0 && !*plus) {
            *plus = true;
        } else if (!is_separator(c) && !char_is_invisible(c)) {
            return false;
        }
    }
    return true;
}

static bool fits(const struct phone_plan *plan, str national)
{
    if (national.len < plan->min || national.len > plan->max) {
        return false;
    }
    /* Where 0 is dialled before national numbers, none begins with it. */
    return !(plan->trunk[0] == '0' && national.ptr[0] == '0');
}

static str without_trunk(const struct phone_plan *plan, str national)
{
    str trunk = str_from_z(plan->trunk);
    return trunk.len > 0 && str_starts(national, trunk) ? str_skip(national, trunk.len) : national;
}

/* "380671234567", also "380 (0)67 123 45 67". */
static bool international(struct arena *arena, str digits, str *out)
{
    size_t code_len = 0;
    const struct phone_plan *plan = phone_plan_of_number(digits, &code_len);
    if (plan == NULL) {
        return false;
    }
    str national = str_skip(digits, code_len);
    if (!fits(plan, national)) {
        national = without_trunk(plan, national);
    }
    if (!fits(plan, national) || code_len + national.len > E164_DIGITS_MAX) {
        return false;
    }
    *out = str_printf(arena, "+%" STR_FMT "%" STR_FMT, STR_ARG(str_sub(digits, 0, code_len)),
                      STR_ARG(national));
    return true;
}

/* Without +: as dialled at home, or the country code and the number, or the bare number. */
static bool national(struct arena *arena, const struct phone_plan *home, str digits, str *out)
{
    str code = str_printf(arena, "%u", (unsigned)home->code);
    str bare[] = {
        without_trunk(home, digits),
        str_starts(digits, code) ? str_skip(digits, code.len) : STR(""),
        /* The long-distance prefix of old, still on signs: 8 067 … */
        home->code == 380 && str_starts(digits, STR("80")) ? str_skip(digits, 2) : STR(""),
    };
    for (size_t i = 0; i < ARRAY_LEN(bare); i++) {
        if (fits(home, bare[i])) {
            *out = str_printf(arena, "+%" STR_FMT "%" STR_FMT, STR_ARG(code), STR_ARG(bare[i]));
            return true;
        }
    }
    return false;
}

const char *phone_parse(struct arena *arena, str typed, str country, struct phone *out)
{
    str folded = typed_fold(arena, typed);
    if (folded.len == 0) {
        return "required";
    }
    struct buf buf = buf_in(arena);
    bool plus = false;
    if (folded.len > TYPED_BYTES_MAX || !digits_of(folded, &buf, &plus)) {
        return "bad_phone";
    }
    str digits = buf_str(&buf);
    const struct phone_plan *home = phone_plan_of_country(country);
    bool parsed = false;
    if (plus) {
        parsed = international(arena, digits, &out->text);
    } else if (str_starts(digits, STR("00"))) {
        parsed = international(arena, str_skip(digits, 2), &out->text);
    } else if (home != NULL) {
        parsed = national(arena, home, digits, &out->text);
    }
    return parsed ? NULL : "bad_phone";
}

bool phone_country_is_known(str country)
{
    return phone_plan_of_country(country) != NULL;
}

str phone_masked(struct arena *arena, struct phone phone)
{
    size_t code_len = 0;
    (void)phone_plan_of_number(str_skip(phone.text, 1), &code_len);
    return str_printf(arena, "+%" STR_FMT " *** ** %" STR_FMT,
                      STR_ARG(str_sub(phone.text, 1, code_len)),
                      STR_ARG(str_skip(phone.text, phone.text.len - 2)));
}
