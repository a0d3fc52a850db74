/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "json/copy.h"

#define MEMORY ((size_t)8 * 1024 * 1024)

static str written(struct arena *arena, str text)
{
    struct buf *buf = ARENA_NEW(arena, struct buf);
    *buf = buf_in(arena);
    struct json json = json_into(buf);
    json_str(&json, text);
    return buf_str(buf);
}

static err read_text(struct arena *arena, str text, struct json_node *out)
{
    return json_read(arena, text, out);
}

static str nested(struct arena *arena, int depth, char open, char close)
{
    char *text = arena_alloc(arena, (size_t)depth * 2 + 2);
    memset(text, open, (size_t)depth);
    memset(text + depth, close, (size_t)depth);
    return (str){text, (size_t)depth * 2};
}

static str listed(struct arena *arena, str unit, size_t times)
{
    struct buf *text = ARENA_NEW(arena, struct buf);
    *text = buf_in(arena);
    buf_put_char(text, '[');
    for (size_t i = 0; i < times; i++) {
        buf_put(text, i > 0 ? STR(",") : STR(""));
        buf_put(text, unit);
    }
    buf_put_char(text, ']');
    return buf_str(text);
}

static void test_extent(struct arena *arena)
{
    test ("values are counted without what stands in strings, and more than fit the text refused") {
        struct json_node node;
        expect(json_has_at_most(STR("7"), 1) && !json_has_at_most(STR("[7]"), 1));
        expect(json_has_at_most(STR("{\"a,[{\\\",\":[1,2,\",,,,\"]}"), 5));
        expect(!json_has_at_most(STR("{\"a\":1,\"b\":2}"), 2));
        expect(read_text(arena, listed(arena, STR("{}"), 500), &node) == ERR_OK);
        str many = listed(arena, STR("{}"), 80000);
        size_t before = arena->used;
        expect(read_text(arena, many, &node) == ERR_INVALID);
        expect_i64((int64_t)arena->used, (int64_t)before);
    }
    test ("reading ends when the arena is exhausted, and out is untouched") {
        struct arena small;
        struct json_node node = {.number = 7};
        str text = listed(arena, STR("\"some words of a certain length\""), 400);
        arena_init_with_reserve(&small, 8192);
        expect(read_text(&small, text, &node) == ERR_INVALID && arena_is_exhausted(&small));
        expect_i64(node.number, 7);
        arena_done(&small);
    }
}

static void test_writer(struct arena *arena)
{
    test ("an object is written with commas and colons in their places") {
        struct buf buf = buf_in(arena);
        struct json json = json_into(&buf);
        json_obj(&json);
        json_key(&json, "login"), json_str(&json, STR("olena"));
        json_key(&json, "items"), json_arr(&json);
        json_i64(&json, INT64_MIN), json_bool(&json, true), json_nil(&json);
        json_obj(&json), json_end(&json);
        json_end(&json);
        json_key(&json, "n"), json_i64(&json, 7);
        json_end(&json);
        expect_str(buf_str(&buf), STR("{\"login\":\"olena\",\"items\":[-9223372036854775808,true,"
                                      "null,{}],\"n\":7}"));
    }
    test ("text that could end a string, a line or a script element is escaped") {
        expect_str(written(arena, STR("a\"b\\c\n\t\r\x01\x7f")),
                   STR("\"a\\\"b\\\\c\\n\\t\\r\\u0001\\u007f\""));
        expect_str(written(arena, STR("</script>&")), STR("\"\\u003c/script\\u003e\\u0026\""));
        expect_str(written(arena, STR("\xe2\x80\xa8\xe2\x80\xa9")), STR("\"\\u2028\\u2029\""));
        expect_str(written(arena, STR("Привіт €😀")), STR("\"Привіт €😀\""));
    }
    test ("bytes that are not UTF-8 become the replacement character") {
        expect_str(written(arena, STR("a\xff")), STR("\"a\xef\xbf\xbd\""));
        expect_str(written(arena, STR("\xd0")), STR("\"\xef\xbf\xbd\""));
        expect_str(written(arena, STR("\xc0\xafx")), STR("\"\xef\xbf\xbd\xef\xbf\xbdx\""));
    }
}

static void test_values(struct arena *arena)
{
    test ("members of an object are found with their kind") {
        struct json_node node;
        str text = STR("");
        int64_t number = 0;
        bool flag = false;
        expect(read_text(arena,
                         STR("{\"s\":\"\\u0456\",\"n\":-3,\"b\":true,\"r\":1.5,\"z\":null,"
                             "\"a\":[1,{\"x\":2}]}"),
                         &node) == ERR_OK);
        expect(json_get_str(&node, STR("s"), &text) && str_eq(text, STR("і")));
        expect(json_get_i64(&node, STR("n"), &number) && number == -3);
        expect(json_get_bool(&node, STR("b"), &flag) && flag);
        expect(!json_get_i64(&node, STR("r"), &number));
        expect(!json_get_str(&node, STR("n"), &text));
        expect(!json_get_str(&node, STR("missing"), &text));
        const struct json_node *array = json_member(&node, STR("a"));
        expect(array != NULL && array->kind == JSON_KIND_ARRAY && array->count == 2);
        expect(json_get_i64(&array->items[1], STR("x"), &number) && number == 2);
        expect(json_member(NULL, STR("x")) == NULL);
    }
    test ("what is written can be read back") {
        struct json_node node;
        expect(read_text(arena, written(arena, STR("<\"\\\n€>")), &node) == ERR_OK);
        expect_str(node.text, STR("<\"\\\n€>"));
    }
}

static void test_refusals(struct arena *arena)
{
    static const str bad[] = {
        STR_INIT(""),
        STR_INIT("{"),
        STR_INIT("{\"a\":1,\"a\":2}"),
        STR_INIT("{\"a\":1} x"),
        STR_INIT("[1,]"),
        STR_INIT("{'a':1}"),
        STR_INIT("[01]"),
        STR_INIT("\"\\u0000\""),
        STR_INIT("\"\xff\""),
        STR_INIT("\"\xc0\xaf\""),
        STR_INIT("\"\n\""),
        STR_INIT("[NaN]"),
        STR_INIT("99999999999999999999999"),
        STR_INIT("]["),
        STR_INIT("\"abc"),
        STR_INIT("\"\\"),
    };
    test ("malformed texts are refused") {
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            struct json_node node;
            expect(read_text(arena, bad[i], &node) == ERR_INVALID);
        }
    }
    test ("nesting is allowed up to the limit in both bracket kinds and not beyond") {
        struct json_node node;
        expect(read_text(arena, nested(arena, JSON_READ_DEPTH, '[', ']'), &node) == ERR_OK);
        expect(read_text(arena, nested(arena, JSON_READ_DEPTH + 1, '[', ']'), &node) ==
               ERR_INVALID);
        expect(read_text(arena, STR("{\"k\":\"[[[[[[[[[[[[[[[[[[[[[[[[\"}"), &node) == ERR_OK);
        expect(read_text(arena, nested(arena, 100000, '[', ']'), &node) == ERR_INVALID);
        expect(read_text(arena, nested(arena, 100000, '{', '}'), &node) == ERR_INVALID);
    }
    test ("a text over the size limit is refused and one at the limit is read") {
        struct json_node node;
        char *text = arena_alloc(arena, JSON_READ_MAX + 1);
        memset(text, ' ', JSON_READ_MAX + 1);
        text[0] = '1';
        expect(read_text(arena, (str){text, JSON_READ_MAX}, &node) == ERR_OK);
        expect(read_text(arena, (str){text, JSON_READ_MAX + 1}, &node) == ERR_INVALID);
    }
}

static void test_copy(struct arena *arena)
{
    test ("what was read is written again as it was") {
        str text = STR("{\"a\":[1,-2,true,null,\"\xd0\xb6\"],\"b\":{},\"c\":{\"d\":[]}}");
        struct json_node node;
        struct buf buf = buf_in(arena);
        struct json json = json_into(&buf);
        expect(read_text(arena, text, &node) == ERR_OK);
        json_node_put(&json, &node);
        expect(str_eq(buf_str(&buf), text));
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, MEMORY);
    test_writer(&arena);
    test_extent(&arena);
    test_values(&arena);
    test_refusals(&arena);
    test_copy(&arena);
    arena_done(&arena);
    return tests_done();
}
