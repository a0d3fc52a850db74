/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/tax_number.h"
#include "test.h"

typedef const char *parse_fn(struct arena *arena, str typed, str *out);

static struct arena arena;

static bool takes(parse_fn *parse, const char *typed, const char *canonical)
{
    str out = STR("untouched");
    const char *code = parse(&arena, str_from_z(typed), &out);
    return code == NULL && str_eq(out, str_from_z(canonical));
}

static bool refuses(parse_fn *parse, const char *typed)
{
    str out = STR("untouched");
    return parse(&arena, str_from_z(typed), &out) != NULL && str_eq(out, STR("untouched"));
}

/* Every other last digit of a number must be refused. */
static bool holds_its_digit(parse_fn *parse, const char *number)
{
    str s = str_from_z(number);
    for (char last = '0'; last <= '9'; last++) {
        str other = str_printf(&arena, "%.*s%c", (int)s.len - 1, number, last);
        str out;
        if ((parse(&arena, other, &out) == NULL) != str_eq(other, s)) {
            return false;
        }
    }
    return true;
}

int main(void)
{
    arena_init(&arena, 1 << 20);
    test ("individual numbers are taken with their check digit alone") {
        expect(takes(person_number_parse, "1759013776", "1759013776"));
        expect(takes(person_number_parse, " 17 590-13776", "1759013776"));
        expect(holds_its_digit(person_number_parse, "1759013776"));
        expect(refuses(person_number_parse, "175901377"));
        expect(refuses(person_number_parse, "17590137761"));
        expect(refuses(person_number_parse, "175901377X"));
        expect(refuses(person_number_parse, ""));
    }
    test ("company codes are taken with their check digit alone, in all ranges") {
        expect(takes(company_number_parse, "32855961", "32855961"));
        expect(takes(company_number_parse, "14360570", "14360570"));
        expect(takes(company_number_parse, "00032112", "00032112"));
        expect(holds_its_digit(company_number_parse, "32855961"));
        expect(holds_its_digit(company_number_parse, "14360570"));
        expect(refuses(company_number_parse, "00000000"));
        expect(refuses(company_number_parse, "1436057"));
    }
    test ("account numbers are checked modulo 97, those of Ukraine for their length") {
        expect(takes(iban_parse, "UA21 3223 1300 0002 6007 2335 6600 1",
                     "UA213223130000026007233566001"));
        expect(takes(iban_parse, "de89370400440532013000", "DE89370400440532013000"));
        expect(refuses(iban_parse, "UA213223130000026007233566002"));
        expect(refuses(iban_parse, "UA21322313000002600723356600"));
        expect(refuses(iban_parse, "89370400440532013000"));
        expect(refuses(iban_parse, "DE89370400440532013000'--"));
    }
    test ("numbers of other countries and of VAT payers have a form") {
        expect(takes(foreign_number_parse, "pl 525-000-10-09", "PL5250001009"));
        expect(refuses(foreign_number_parse, "1"));
        expect(refuses(foreign_number_parse, "ЇЖАК"));
        expect(takes(vat_number_parse, "328559626554", "328559626554"));
        expect(refuses(vat_number_parse, "32855962655"));
    }
    arena_done(&arena);
    return tests_done();
}
