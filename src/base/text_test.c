/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/attr.h"
#include "base/text.h"
#include "test.h"

static struct arena arena;

static enum text_fault fault_of(const char *text)
{
    return text_fault(str_from_z(text), TEXT_ONE_LINE);
}

static void test_refused(void)
{
    static const char *const unseen[] = {
        "a\u202eb",           "a\u202ab", "a\u202cb", "a\u2066b", "a\u2069b",
        "a\u200eb",           "a\u200fb", "a\u061cb", "a\u2028b", "a\u2029b",
        "a\u200bb",           "a\u200cb", "a\u200db", "a\u2060b", "a\ufeffb",
        "a\u00adb",           "a\u180eb", "a\u3164b", "a\u2800b", "a\ufe0fb",
        "a\U000e0041b",       "\u200d",   "a\u2064b", "a\ufffab", "\U0001f600\u200db",
        "\u0431\u200d\u0432", "1\ufe0f2",
    };
    test ("marks of direction, separators and what is drawn as nothing are no text") {
        for (size_t i = 0; i < ARRAY_LEN(unseen); i++) {
            expect_i64((int64_t)fault_of(unseen[i]), TEXT_INVISIBLE);
        }
    }
    test ("controls are none either, and line breaks only where there are lines") {
        expect(fault_of("a\x01") == TEXT_CONTROL && fault_of("a\x7f") == TEXT_CONTROL);
        expect(fault_of("a\xc2\x85") == TEXT_CONTROL && fault_of("a\xef\xbf\xbf") == TEXT_CONTROL);
        expect(fault_of("a\nb") == TEXT_CONTROL);
        expect(text_fault(STR("a\r\n\tb"), TEXT_SEVERAL_LINES) == TEXT_PLAIN);
    }
}

static void test_allowed(void)
{
    static const char *const plain[] = {
        "",
        "Олена’ Ковальчук-Ґудзь",
        "naïve café № 5 — «так»",
        "عربي ودارجة",
        "עברית",
        "می\u200cخواهم",                              /* Persian: the non-joiner is spelling */
        "क्\u200dष",                                   /* Hindi: the joiner is */
        "\U0001f600 \u2764\ufe0f",                    /* a face, a red heart */
        "\U0001f468\u200d\U0001f469\u200d\U0001f467", /* a family */
        "\U0001f3f3\ufe0f\u200d\U0001f308",           /* a flag of parts */
        "1\ufe0f\u20e3",                              /* a keycap */
        "日本語 中文",
    };
    test ("every writing is text, with the joiners it needs, and so are pictographs") {
        for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
            expect_i64((int64_t)fault_of(plain[i]), TEXT_PLAIN);
        }
    }
}

static void test_mended(void)
{
    test (
        "what came along at the ends of a copied text is cut off, a pictograph's own mark is not") {
        expect_str(text_trim(STR("\u202a +380 67\u202c \ufeff")), STR("+380 67"));
        expect_str(text_trim(STR("\u200b\u200b")), STR(""));
        expect_str(text_trim(STR("a \u2764\ufe0f")), STR("a \u2764\ufe0f"));
        expect_str(text_trim(STR("")), STR(""));
    }
    test ("a text is made plain by leaving out what is none") {
        expect_str(text_plain(&arena, STR("a\u202eb\nc\x01")), STR("ab\nc"));
        expect_str(text_plain(&arena, STR("\u200d\u200da")), STR("a"));
    }
}

int main(void)
{
    arena_init(&arena, (size_t)1 << 20);
    test_refused();
    test_allowed();
    test_mended();
    arena_done(&arena);
    return tests_done();
}
