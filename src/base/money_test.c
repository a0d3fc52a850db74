/* SPDX-License-Identifier: Apache-2.0 */
#include "base/money.h"
#include "test.h"

static money uah(int64_t minor)
{
    money m = {0};
    expect(money_of(minor, STR("UAH"), &m));
    return m;
}

static int64_t share(int64_t minor, int64_t part, int64_t whole)
{
    money out = uah(0);
    expect(money_share(uah(minor), part, whole, &out) == ERR_OK);
    return out.minor;
}

int main(void)
{
    test ("a currency is three capital letters") {
        money m;
        expect(!money_of(1, STR("uah"), &m) && !money_of(1, STR("UA"), &m));
        expect(!money_of(1, STR("UAHX"), &m) && !money_of(1, STR("U1H"), &m));
    }
    test ("sums that do not fit, or of two currencies, are refused and change nothing") {
        money euro = {0};
        money out = uah(7);
        expect(money_of(1, STR("EUR"), &euro));
        expect(money_add(uah(1), euro, &out) == ERR_INVALID);
        expect(money_add(uah(INT64_MAX), uah(1), &out) == ERR_INVALID);
        expect(money_subtract(uah(INT64_MIN), uah(1), &out) == ERR_INVALID);
        expect(money_times(uah(INT64_MAX), 2, &out) == ERR_INVALID);
        expect_i64(out.minor, 7);
        expect(money_add(uah(INT64_MAX), uah(-1), &out) == ERR_OK);
        expect_i64(out.minor, INT64_MAX - 1);
    }
    test ("shares round half away from zero: 300.00 and 500.00 for 21 of 31 days") {
        expect_i64(share(30000, 21, 31), 20323);
        expect_i64(share(50000, 21, 31), 33871);
        expect_i64(share(5, 1, 2), 3);
        expect_i64(share(-5, 1, 2), -3);
        expect_i64(share(1, 1, 3), 0);
        expect_i64(share(2, 1, 3), 1);
        expect_i64(share(INT64_MAX, 31, 31), INT64_MAX);
    }
    test ("a share of nothing, or one that does not fit, is refused") {
        money out = uah(7);
        expect(money_share(uah(1), 1, 0, &out) == ERR_INVALID);
        expect(money_share(uah(INT64_MAX), 3, 2, &out) == ERR_INVALID);
        expect_i64(out.minor, 7);
    }
    test ("the shares of all days of a period differ from the whole by rounding alone") {
        int64_t worst = 0;
        for (int64_t days = 28; days <= 31; days++) {
            for (int64_t left = 0; left <= days; left++) {
                int64_t off = share(99999, left, days) + share(99999, days - left, days) - 99999;
                off = off < 0 ? -off : off;
                worst = off > worst ? off : worst;
            }
        }
        expect(worst <= 1);
    }
    test ("typed amounts are read as people write them, and nothing else is") {
        static const struct {
            const char *typed;
            int64_t minor;
        } good[] = {
            {"123.45", 12345},
            {"123,45", 12345},
            {"0,5", 50},
            {"7", 700},
            {" 1 234,50 ", 123450},
            {"1\xC2\xA0"
             "234\xE2\x80\xAF"
             "567",
             123456700},
            {"0", 0},
            {"92233720368547758.07", INT64_MAX},
        };
        static const char *const bad[] = {
            "",       "-1",   "+1",       "1.234", "1,2,3",
            "1.",     ".5",   "1e3",      "1 23",  "12 3",
            "1234 5", "0x10", "1,234.50", "NaN",   "92233720368547758.08",
            "1  000",
        };
        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
            money out = uah(-1);
            expect(money_parse(str_from_z(good[i].typed), STR("UAH"), &out));
            expect_i64(out.minor, good[i].minor);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            money out = uah(7);
            expect(!money_parse(str_from_z(bad[i]), STR("UAH"), &out));
            expect_i64(out.minor, 7);
        }
    }
    test ("decimals follow the currency, and what is written is read back") {
        struct arena arena;
        arena_init(&arena, 65536);
        money out = uah(0);
        expect(money_parse(STR("500"), STR("JPY"), &out) && out.minor == 500);
        expect(!money_parse(STR("500.5"), STR("JPY"), &out));
        expect(money_parse(STR("1.234"), STR("KWD"), &out) && out.minor == 1234);
        expect_str(money_plain(&arena, uah(12345)), STR("123.45"));
        expect_str(money_plain(&arena, uah(-5)), STR("-0.05"));
        expect_str(money_plain(&arena, uah(INT64_MIN)), STR("-92233720368547758.08"));
        arena_done(&arena);
    }
    return tests_done();
}
