/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/check.h"
#include "http/cookie.h"
#include "http/form.h"
#include "http/response.h"
#include "http/text.h"

#define MEMORY ((size_t)16 * 1024 * 1024)
#define TYPE STR("multipart/form-data; boundary=x")

static struct arena arena;

static err urlencoded(str body, struct http_form *out)
{
    return http_form_parse(&arena, STR("application/x-www-form-urlencoded"), body, out);
}

static str value_of(const struct http_form *form, str name)
{
    const struct http_form_field *field = http_form_field(form, name);
    return field == NULL ? STR("(absent)") : field->value;
}

static str repeated(str unit, size_t times)
{
    struct buf out = buf_in(&arena);
    for (size_t i = 0; i < times; i++) {
        buf_put(&out, unit);
    }
    return buf_str(&out);
}

static void test_urlencoded(void)
{
    test ("pairs are decoded, plus is a space, an empty value is a value") {
        struct http_form form;
        expect(urlencoded(STR("name=%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0+K&empty=&bare&a=1&a=2"),
                          &form) == ERR_OK);
        expect_i64((int64_t)form.count, 5);
        expect_str(value_of(&form, STR("name")), STR("Олена K"));
        expect_str(value_of(&form, STR("empty")), STR(""));
        expect_str(value_of(&form, STR("bare")), STR(""));
        expect_str(value_of(&form, STR("a")), STR("1"));
        expect_str(value_of(&form, STR("missing")), STR("(absent)"));
        expect(urlencoded(STR(""), &form) == ERR_OK && form.count == 0);
    }
    test ("line ends and tabs pass, other controls, NUL and broken UTF-8 are refused") {
        static const str bad[] = {
            STR_INIT("a=%00"),       STR_INIT("a=%01"),       STR_INIT("a=%7f"),
            STR_INIT("a=%c2%80"),    STR_INIT("a=%ff"),       STR_INIT("a=%c0%af"),
            STR_INIT("a=%ed%a0%80"), STR_INIT("a=%zz"),       STR_INIT("a=%4"),
            STR_INIT("%00=a"),       STR_INIT("=a"),          STR_INIT("a=\x01"),
            STR_INIT("a=\xff"),      STR_INIT("a\n%1b[0m=b"), STR_INIT("a=%F5%80%80%80"),
        };
        struct http_form form;
        expect(urlencoded(STR("a=%0d%0a%09b"), &form) == ERR_OK);
        expect_str(value_of(&form, STR("a")), STR("\r\n\tb"));
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            expect(urlencoded(bad[i], &form) == ERR_INVALID);
        }
    }
    test ("limits hold at, and refuse above: fields, value, name") {
        struct http_form form;
        expect(urlencoded(repeated(STR("a=b&"), HTTP_FORM_FIELDS_MAX), &form) == ERR_OK);
        expect(urlencoded(repeated(STR("a=b&"), HTTP_FORM_FIELDS_MAX + 1), &form) == ERR_INVALID);
        str value = repeated(STR("%41"), HTTP_FORM_VALUE_MAX);
        expect(urlencoded(str_printf(&arena, "a=%" STR_FMT, STR_ARG(value)), &form) == ERR_OK);
        expect(urlencoded(str_printf(&arena, "a=%" STR_FMT "b", STR_ARG(value)), &form) ==
               ERR_INVALID);
        str name = repeated(STR("n"), HTTP_FORM_NAME_MAX);
        expect(urlencoded(name, &form) == ERR_OK);
        expect(urlencoded(str_printf(&arena, "%" STR_FMT "n=1", STR_ARG(name)), &form) ==
               ERR_INVALID);
    }
    test ("other content types and charsets are no form") {
        expect(http_form_kind(STR("application/x-www-form-urlencoded; charset=UTF-8")) ==
               HTTP_FORM_URLENCODED);
        expect(http_form_kind(STR("APPLICATION/X-WWW-FORM-URLENCODED")) == HTTP_FORM_URLENCODED);
        expect(http_form_kind(STR("application/x-www-form-urlencoded; charset=cp1251")) ==
               HTTP_FORM_NONE);
        expect(http_form_kind(STR("multipart/form-data; boundary=a")) == HTTP_FORM_MULTIPART);
        expect(http_form_kind(STR("multipart/mixed; boundary=a")) == HTTP_FORM_NONE);
        expect(http_form_kind(STR("application/json")) == HTTP_FORM_NONE);
        expect(http_form_kind(STR("")) == HTTP_FORM_NONE);
    }
}

#define PART(head, content) "--x\r\n" head "\r\n\r\n" content "\r\n"
#define FIELD(name, content) PART("Content-Disposition: form-data; name=\"" name "\"", content)

/* What http_parameter takes from the arena, and whether it found the boundary. */
static size_t cost_of_parameter(str value, bool found)
{
    str boundary;
    size_t before = arena.used;
    expect(http_parameter(&arena, value, STR("boundary"), &boundary) == found);
    return arena.used - before;
}

static void test_parameters(void)
{
    test ("a header value costs no more memory than it is long, and 32 parameters are the most") {
        str many = repeated(STR(";a=\"\""), HTTP_PARAMETERS_MAX - 1);
        str most = str_printf(&arena, "x/y%" STR_FMT ";boundary=\"b\\\"c\"", STR_ARG(many));
        expect(cost_of_parameter(most, true) <= most.len);
        str more = str_printf(&arena, "x/y;a=1%" STR_FMT ";boundary=b", STR_ARG(many));
        expect(cost_of_parameter(more, false) == 0);
        expect(cost_of_parameter(repeated(STR(";a=\"\""), 6300), false) == 0);
        str lengthy = str_printf(&arena, "x/y;a=\"%" STR_FMT "\";boundary=b",
                                 STR_ARG(repeated(STR("a"), 30000)));
        expect(cost_of_parameter(lengthy, true) == 0);
    }
    test ("escapes of a quoted value are resolved, and an open quote is refused") {
        str value;
        expect(http_parameter(&arena, STR("x; n=\"a\\\\\\\"b\" ; m=c"), STR("N"), &value));
        expect_str(value, STR("a\\\"b"));
        expect(http_parameter(&arena, STR("x; n=\"\"; m=c"), STR("m"), &value));
        expect_str(value, STR("c"));
        expect(!http_parameter(&arena, STR("x; n=\"a"), STR("n"), &value));
        expect(!http_parameter(&arena, STR("x; n=\"a\\\""), STR("n"), &value));
        expect(!http_parameter(&arena, STR("x; n=\"a\"b"), STR("n"), &value));
        expect(!http_parameter(&arena, STR("x; n=a; n=a"), STR("n"), &value));
        expect(!http_parameter(&arena, STR("x; n="), STR("n"), &value));
    }
    test ("a Content-Type longer than any honest one is no form") {
        str type = str_printf(&arena, "multipart/form-data; boundary=a; b=\"%" STR_FMT "\"",
                              STR_ARG(repeated(STR("b"), HTTP_FORM_TYPE_MAX)));
        expect(http_form_kind(type) == HTTP_FORM_NONE);
    }
}

static void test_multipart(void)
{
    test ("parts with hundreds of parameters cost memory in proportion to the body") {
        struct http_form form;
        str parameters = repeated(STR(";a=\"\""), 330);
        str part = str_printf(
            &arena, "--x\r\nContent-Disposition: form-data; name=\"a\"%" STR_FMT "\r\n\r\nb\r\n",
            STR_ARG(parameters));
        str body = repeated(part, 64);
        size_t before = arena.used;
        expect(http_form_parse(&arena, TYPE, body, &form) == ERR_INVALID);
        expect(arena.used - before <= 64 * 1024);
    }
    test ("fields and files are told apart") {
        struct http_form form;
        str body = STR(FIELD("a", "eins\r\nzwei") PART(
            "Content-Disposition: form-data; name=\"f\"; filename=\"a \\\"b\\\".txt\"\r\n"
            "Content-Type: text/plain",
            "\x00\x01\r\n--y") FIELD("empty", "") "--x--\r\n");
        expect(http_form_parse(&arena, TYPE, body, &form) == ERR_OK);
        expect_i64((int64_t)form.count, 3);
        expect_str(value_of(&form, STR("a")), STR("eins\r\nzwei"));
        expect_str(value_of(&form, STR("empty")), STR(""));
        const struct http_form_field *file = http_form_field(&form, STR("f"));
        expect(file != NULL && file->is_file);
        expect_str(file->value, STR("\x00\x01\r\n--y"));
        expect_str(file->filename, STR("a \"b\".txt"));
        expect_str(file->type, STR("text/plain"));
    }
    test ("a quoted boundary and an empty form are read") {
        struct http_form form;
        expect(http_form_parse(&arena, STR("multipart/form-data; boundary=\"x\""),
                               STR(FIELD("a", "b") "--x--"), &form) == ERR_OK);
        expect(form.count == 1);
        expect(http_form_parse(&arena, TYPE, STR("--x--\r\n"), &form) == ERR_OK);
        expect(form.count == 0);
    }
    test ("malformed bodies are refused") {
        static const str bad[] = {
            STR_INIT(""),
            STR_INIT("--x"),
            STR_INIT("--x\r\n"),
            STR_INIT("preamble\r\n" FIELD("a", "b") "--x--"),
            STR_INIT(FIELD("a", "b")),
            STR_INIT(FIELD("a", "b") "--x-"),
            STR_INIT(FIELD("a", "b") "--xy--\r\n"),
            STR_INIT(FIELD("a", "b") "--x--\r\nmore"),
            STR_INIT("--x\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x--"),
            STR_INIT(PART("Content-Type: text/plain", "b") "--x--"),
            STR_INIT(PART("Content-Disposition: form-data", "b") "--x--"),
            STR_INIT(PART("Content-Disposition: attachment; name=\"a\"", "b") "--x--"),
            STR_INIT(PART("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "b") "--x--"),
            STR_INIT(PART("Content-Disposition: form-data; name=\"a", "b") "--x--"),
            STR_INIT(PART("Content-Disposition: form-data; name=\"\"", "b") "--x--"),
            STR_INIT(PART("Content-Disposition: form-data; name=a\r\n"
                          "Content-Disposition: form-data; name=b",
                          "b") "--x--"),
            STR_INIT(PART("Content-Disposition: form-data; name=a\r\n"
                          "Content-Transfer-Encoding: base64",
                          "b") "--x--"),
            STR_INIT(PART("Content-Disposition: form-data; name=a\r\n folded", "b") "--x--"),
            STR_INIT(FIELD("a", "\x00") "--x--"),
            STR_INIT(FIELD("a", "\xff") "--x--"),
            STR_INIT(FIELD("a\x01", "b") "--x--"),
        };
        struct http_form form;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            expect(http_form_parse(&arena, TYPE, bad[i], &form) == ERR_INVALID);
        }
        expect(http_form_parse(&arena, STR("multipart/form-data"), STR("--x--"), &form) ==
               ERR_INVALID);
        expect(http_form_parse(&arena, STR("multipart/form-data; boundary=\"\""), STR("----"),
                               &form) == ERR_INVALID);
    }
    test ("as many parts as fields are allowed, and not one more") {
        struct http_form form;
        str parts = repeated(STR(FIELD("a", "b")), HTTP_FORM_FIELDS_MAX);
        expect(http_form_parse(&arena, TYPE,
                               str_printf(&arena, "%" STR_FMT "--x--", STR_ARG(parts)),
                               &form) == ERR_OK);
        parts = repeated(STR(FIELD("a", "b")), HTTP_FORM_FIELDS_MAX + 1);
        expect(http_form_parse(&arena, TYPE,
                               str_printf(&arena, "%" STR_FMT "--x--", STR_ARG(parts)),
                               &form) == ERR_INVALID);
    }
}

static struct http_request with_cookies(struct http_header *headers, str first, str second)
{
    headers[0] = (struct http_header){STR("Cookie"), first};
    headers[1] = (struct http_header){STR("cookie"), second};
    return (struct http_request){
        .headers = headers, .header_count = second.len > 0 ? 2 : 1, .arena = &arena};
}

static void test_cookies(void)
{
    struct http_header headers[2];
    test ("a cookie is found by its exact name, in any header") {
        str value = STR("");
        struct http_request request =
            with_cookies(headers, STR("a=1; session=\"abc\";b=x=y"), STR("c=3"));
        expect(http_cookie(&request, STR("session"), &value));
        expect_str(value, STR("abc"));
        expect(http_cookie(&request, STR("b"), &value));
        expect_str(value, STR("x=y"));
        expect(http_cookie(&request, STR("c"), &value));
        expect(!http_cookie(&request, STR("Session"), &value));
        expect(!http_cookie(&request, STR("sess"), &value));
    }
    test ("a cookie that stands there twice is none") {
        str value = STR("");
        struct http_request request = with_cookies(headers, STR("s=1; s=2"), STR(""));
        expect(!http_cookie(&request, STR("s"), &value));
        request = with_cookies(headers, STR("s=1"), STR("s=1"));
        expect(!http_cookie(&request, STR("s"), &value));
    }
    test ("a cookie is set with everything that protects it") {
        struct http_response response = {0};
        http_add_cookie(&response, &arena, STR("s"), STR("v"),
                        &(struct http_cookie_options){.max_age_s = 60, .secure = true});
        http_add_cookie(&response, &arena, STR("t"), STR(""),
                        &(struct http_cookie_options){.max_age_s = -1, .same_site_strict = true});
        expect_i64((int64_t)response.header_count, 2);
        expect_str(response.headers[0].value,
                   STR("s=v; Path=/; Max-Age=60; SameSite=Lax; Secure; HttpOnly"));
        expect_str(response.headers[1].value, STR("t=; Path=/; SameSite=Strict; HttpOnly"));
    }
}

static void test_headers(void)
{
    test ("setting a header again replaces it, removing takes it away") {
        struct http_response response = {0};
        http_set_header(&response, STR("ETag"), STR("a"));
        http_set_header(&response, STR("Vary"), STR("Cookie"));
        http_set_header(&response, STR("etag"), STR("b"));
        expect_i64((int64_t)response.header_count, 2);
        expect_str(response.headers[0].value, STR("b"));
        expect_str(response.headers[1].name, STR("Vary"));
    }
    test ("query parameters are decoded and unclean ones are absent") {
        struct http_request request = {.arena = &arena,
                                       .query = STR("q=%D1%96+x&bad=%00&empty=&%61=1")};
        str value = STR("");
        expect(http_query_param(&request, STR("q"), &value));
        expect_str(value, STR("і x"));
        expect(http_query_param(&request, STR("a"), &value));
        expect(http_query_param(&request, STR("empty"), &value) && value.len == 0);
        expect(!http_query_param(&request, STR("bad"), &value));
        expect(!http_query_param(&request, STR("none"), &value));
    }
}

int main(void)
{
    arena_init(&arena, MEMORY);
    test_urlencoded();
    test_parameters();
    test_multipart();
    test_cookies();
    test_headers();
    arena_done(&arena);
    return tests_done();
}
