/* SPDX-License-Identifier: Apache-2.0 */
#include "sms/http.h"

#include "test.h"

static struct arena arena;

static const struct sms_message message = {
    .to = STR_INIT("+380671234567"),
    .text = STR_INIT("Код \"1\" & <2>\n{to}"),
    .id = STR_INIT("m1"),
};
static const struct sms_http gateway = {.sender = STR_INIT("Kabinet"), .password = STR_INIT("p w")};

static str filled(const char *pattern, enum sms_place place)
{
    str out = {0};
    expect(sms_template_fill(&arena, &gateway, &message, str_from_z(pattern), place, &out) ==
           ERR_OK);
    return out;
}

static void test_units(void)
{
    test ("units and parts count as operators charge them") {
        expect_i64((int64_t)sms_units(STR("Код 123")), 7);
        expect_i64((int64_t)sms_units(STR("😀")), 2);
        expect_i64((int64_t)sms_parts(STR("")), 0);
        expect_i64((int64_t)sms_parts(STR("Code 123456")), 1);
        expect(sms_is_gsm7(STR("Code: 123456 @home £5")));
        expect(!sms_is_gsm7(STR("Код")));
        expect(!sms_is_gsm7(STR("{}")));
        struct arena *a = &arena;
        expect_i64((int64_t)sms_parts(str_printf(a, "%070d", 1)), 1);
        expect_i64((int64_t)sms_parts(str_printf(a, "%0160d", 1)), 1);
        expect_i64((int64_t)sms_parts(str_printf(a, "%0161d", 1)), 2);
        expect_i64((int64_t)sms_parts(str_printf(a, "я%069d", 1)), 1);
        expect_i64((int64_t)sms_parts(str_printf(a, "я%070d", 1)), 2);
    }
    test ("a phone is E.164 or nothing") {
        expect(sms_phone_is_e164(STR("+380671234567")));
        expect(!sms_phone_is_e164(STR("380671234567")));
        expect(!sms_phone_is_e164(STR("+0671234567")));
        expect(!sms_phone_is_e164(STR("+38067 123456")));
        expect(!sms_phone_is_e164(STR("+38")));
    }
}

static void test_templates(void)
{
    test ("placeholders are encoded for where they stand") {
        expect_str(filled("http://x/?to={to}&n={digits}", SMS_IN_URL),
                   STR("http://x/?to=%2B380671234567&n=380671234567"));
        expect_str(filled("t={text}", SMS_IN_URL),
                   STR("t=%D0%9A%D0%BE%D0%B4%20%221%22%20%26%20%3C2%3E%0A%7Bto%7D"));
        expect_str(filled("{\"t\":\"{text}\"}", SMS_IN_JSON),
                   STR("{\"t\":\"Код \\\"1\\\" & <2>\\u000a{to}\"}"));
        expect_str(filled("<t>{text}</t>", SMS_IN_XML),
                   STR("<t>Код &#34;1&#34; &#38; &#60;2&#62;&#10;{to}</t>"));
        expect_str(filled("Bearer {password}", SMS_IN_HEADER), STR("Bearer p w"));
    }
    test ("a misspelt placeholder is refused instead of being sent") {
        str out = {0};
        expect(sms_template_fill(&arena, &gateway, &message, STR("{phone}"), SMS_IN_URL, &out) ==
               ERR_INVALID);
        expect(out.ptr == NULL);
    }
}

int main(void)
{
    arena_init(&arena, 1 << 20);
    test_units();
    test_templates();
    arena_done(&arena);
    return tests_done();
}
