/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/words.h"
#include "test.h"

static struct arena arena;

static str uk(int64_t minor, str code)
{
    money m = {0};
    expect(money_of(minor, code, &m));
    return money_in_words(&arena, LANG_UK, m);
}

static str en(int64_t minor, str code)
{
    money m = {0};
    expect(money_of(minor, code, &m));
    return money_in_words(&arena, LANG_EN, m);
}

int main(void)
{
    arena_init(&arena, 1 << 20);
    test ("hryvnia and kopiyka are feminine and decline with their number") {
        expect_str(uk(100, STR("UAH")), STR("Одна гривня 00 копійок"));
        expect_str(uk(201, STR("UAH")), STR("Дві гривні 01 копійка"));
        expect_str(uk(502, STR("UAH")), STR("П’ять гривень 02 копійки"));
        expect_str(uk(1111, STR("UAH")), STR("Одинадцять гривень 11 копійок"));
        expect_str(uk(2221, STR("UAH")), STR("Двадцять дві гривні 21 копійка"));
        expect_str(uk(0, STR("UAH")), STR("Нуль гривень 00 копійок"));
        expect_str(uk(36000, STR("UAH")), STR("Триста шістдесят гривень 00 копійок"));
        expect_str(uk(4100, STR("UAH")), STR("Сорок одна гривня 00 копійок"));
    }
    test ("thousands are feminine, millions and more are not") {
        expect_str(uk(100000, STR("UAH")), STR("Одна тисяча гривень 00 копійок"));
        expect_str(uk(200200, STR("UAH")), STR("Дві тисячі дві гривні 00 копійок"));
        expect_str(uk(1200000, STR("UAH")), STR("Дванадцять тисяч гривень 00 копійок"));
        expect_str(uk(200000000, STR("UAH")), STR("Два мільйони гривень 00 копійок"));
        expect_str(uk(100000000100, STR("UAH")), STR("Один мільярд одна гривня 00 копійок"));
        expect_str(uk(99999999, STR("UAH")),
                   STR("Дев’ятсот дев’яносто дев’ять тисяч дев’ятсот дев’яносто дев’ять гривень 99 "
                       "копійок"));
        expect(uk(INT64_MIN, STR("UAH")).len > 0 && uk(INT64_MAX, STR("UAH")).len > 0);
    }
    test ("euro and dollar are masculine; other currencies go by their code") {
        expect_str(uk(200, STR("EUR")), STR("Два євро 00 центів"));
        expect_str(uk(2104, STR("USD")), STR("Двадцять один долар США 04 центи"));
        expect_str(uk(200, STR("PLN")), STR("Два PLN 00"));
        expect_str(uk(2, STR("JPY")), STR("Два JPY"));
    }
    test ("English has hyphens and two forms") {
        expect_str(en(100, STR("UAH")), STR("One hryvnia 00 kopiykas"));
        expect_str(en(36101, STR("UAH")), STR("Three hundred sixty-one hryvnias 01 kopiyka"));
        expect_str(
            en(123456789, STR("EUR")),
            STR("One million two hundred thirty-four thousand five hundred sixty-seven euros "
                "89 cents"));
        expect_str(en(-1700, STR("USD")), STR("Minus seventeen US dollars 00 cents"));
    }
    arena_done(&arena);
    return tests_done();
}
