/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "crypto/mac.h"
#include "test.h"
#include "web/csrf.h"
#include "web/request.h"

enum { LOGIN, NAME, PASSWORD, TERMS, NOTE };
static const struct field_rule fields[] = {
    [LOGIN] = {"login", FIELD_TOKEN, 3, 8},         [NAME] = {"name", FIELD_LINE, 1, 10},
    [PASSWORD] = {"password", FIELD_SECRET, 1, 20}, [TERMS] = {"terms", FIELD_CHECK, 0, 0},
    [NOTE] = {"note", FIELD_TEXT, 0, 20},
};
static const struct form_rule form_rule = FORM(fields);
static const struct route route = {.method = HTTP_POST, .path = "/x", .form = &form_rule};

static struct arena arena;

/* A request with that body, read by the rule above. */
static err read_body(struct request *req, bool is_api, const char *type, str body)
{
    struct http_request *http = ARENA_NEW(&arena, struct http_request);
    struct http_header *header = ARENA_NEW(&arena, struct http_header);
    *header = (struct http_header){STR("Content-Type"), str_from_z(type)};
    *http = (struct http_request){
        .method = HTTP_POST, .headers = header, .header_count = 1, .body = body, .arena = &arena};
    *req = (struct request){
        .arena = &arena, .http = http, .route = &route, .is_api = is_api, .lang = LANG_EN};
    return form_read(req);
}

static err read_page(struct request *req, str body)
{
    return read_body(req, false, "application/x-www-form-urlencoded", body);
}

static err read_json(struct request *req, str body)
{
    return read_body(req, true, "application/json", body);
}

static str code_of(const struct request *req, size_t index)
{
    return str_from_z(req->form.codes[index]);
}

#define WHOLE "login=olena&name=%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0&password=+a+b+&terms=on"

static void page_tests(void)
{
    struct request req;
    test ("a whole form is read; text loses the blanks around it, a password does not") {
        expect_i64(read_page(&req, STR(WHOLE "&csrf=token&note=a%0D%0Ab")), ERR_OK);
        expect(!form_failed(&req));
        expect_str(form_text(&req, NAME), STR("Олена"));
        expect_str(form_text(&req, PASSWORD), STR(" a b "));
        expect(form_checked(&req, TERMS));
        expect_str(req.form.csrf, STR("token"));
    }
    test ("lengths are counted in characters") {
        expect_i64(
            read_page(&req, STR("login=ab&name=%D0%9E%D0%9E%D0%9E%D0%9E%D0%9E%D0%9E%D0%9E%D0%9E"
                                "%D0%9E%D0%9E&password=")),
            ERR_OK);
        expect_str(code_of(&req, LOGIN), STR("too_short"));
        expect(req.form.codes[NAME] == NULL);
        expect_str(code_of(&req, PASSWORD), STR("required"));
        expect_i64(read_page(&req, STR("login=abcdefghi&name=%20&password=x")), ERR_OK);
        expect_str(code_of(&req, LOGIN), STR("too_long"));
        expect_str(code_of(&req, NAME), STR("required"));
    }
    test ("a field sent twice, an unknown field and a line break in a line are mistakes") {
        expect_i64(read_page(&req, STR(WHOLE "&login=other")), ERR_OK);
        expect_str(code_of(&req, LOGIN), STR("repeated"));
        expect_i64(read_page(&req, STR(WHOLE "&is_staff=1")), ERR_OK);
        expect_str(str_from_z(req.form.code), STR("unknown_field"));
        expect_i64(read_page(&req, STR("login=olena&name=a%0Ab&password=x")), ERR_OK);
        expect_str(code_of(&req, NAME), STR("bad_characters"));
    }
    test ("what cannot be seen is cut off at the ends of a line and refused inside it") {
        expect_i64(read_page(&req, STR("login=olena&name=%E2%80%AA%D0%9E%E2%80%AC&password=x")),
                   ERR_OK);
        expect_str(form_text(&req, NAME), STR("О"));
        expect(req.form.codes[NAME] == NULL);
        expect_i64(read_page(&req, STR("login=olena&name=a%E2%80%AEb&password=x")), ERR_OK);
        expect_str(code_of(&req, NAME), STR("invisible"));
        expect_str(form_text(&req, NAME), STR("ab"));
    }
    test ("a token field is printable ASCII") {
        expect_i64(read_page(&req, STR("login=%D0%BE%D0%BB%D0%B5&name=a&password=x")), ERR_OK);
        expect_str(code_of(&req, LOGIN), STR("bad_characters"));
    }
    test ("NUL, broken UTF-8, broken escapes and other content types are refused whole") {
        expect_i64(read_page(&req, STR("login=a%00b")), ERR_INVALID);
        expect_i64(read_page(&req, STR("login=%ff%fe")), ERR_INVALID);
        expect_i64(read_page(&req, STR("login=%zz")), ERR_INVALID);
        expect_str(str_from_z(req.form.code), STR("malformed"));
        expect_i64(read_body(&req, false, "text/plain", STR(WHOLE)), ERR_INVALID);
        expect_str(str_from_z(req.form.code), STR("content_type"));
    }
}

static void json_tests(void)
{
    struct request req;
    test ("the same rule reads a JSON body") {
        expect_i64(
            read_json(&req, STR("{\"login\":\"olena\",\"name\":\"Олена\",\"password\":\" p \","
                                "\"terms\":true}")),
            ERR_OK);
        expect(!form_failed(&req));
        expect_str(form_text(&req, PASSWORD), STR(" p "));
        expect(form_checked(&req, TERMS) && !form_given(&req, NOTE));
    }
    test ("wrong types and unknown members are named, duplicates refuse the body") {
        expect_i64(read_json(&req, STR("{\"login\":7,\"name\":[],\"terms\":\"yes\"}")), ERR_OK);
        expect_str(code_of(&req, LOGIN), STR("wrong_type"));
        expect_str(code_of(&req, NAME), STR("wrong_type"));
        expect_str(code_of(&req, TERMS), STR("wrong_type"));
        expect_i64(read_json(&req, STR("{\"balance\":1}")), ERR_OK);
        expect_str(req.form.unknown, STR("balance"));
        expect_i64(read_json(&req, STR("{\"login\":\"a\",\"login\":\"b\"}")), ERR_INVALID);
        expect_i64(read_json(&req, STR("[]")), ERR_INVALID);
        expect_i64(read_json(&req, STR("")), ERR_INVALID);
    }
    test ("JSON under another content type is refused") {
        expect_i64(read_body(&req, true, "text/plain", STR("{\"login\":\"olena\"}")), ERR_INVALID);
        expect_str(str_from_z(req.form.code), STR("content_type"));
        expect_i64(
            read_body(&req, true, "application/json; charset=utf-8", STR("{\"login\":\"olena\"}")),
            ERR_OK);
    }
}

static struct request guest(const struct site *site, struct http_response *reply, const char *name)
{
    return (struct request){
        .arena = &arena,
        .site = site,
        .reply = reply,
        .guest = str_from_z(name),
        .now = {WHEN_DAY * 20000},
    };
}

static void csrf_tests(void)
{
    struct secret master = secret_copy(&arena, STR("0123456789abcdef0123456789abcdef"));
    struct site site = {.keys = {.csrf = mac_key_for(&arena, master, STR("csrf"))}};
    struct http_response reply = {0};
    struct request owner = guest(&site, &reply, "0123456789abcdef0123456789abcdef");
    test ("a form token serves its owner for a day and nobody else") {
        str token = csrf_token(&owner);
        expect(csrf_is_valid(&owner, token));
        struct request other = guest(&site, &reply, "fedcba9876543210fedcba9876543210");
        expect(!csrf_is_valid(&other, token));
        struct request later = owner;
        later.now = when_add(owner.now, WHEN_DAY + WHEN_MINUTE);
        expect(!csrf_is_valid(&later, token));
        struct request signed_in = owner;
        signed_in.session.signed_in = true;
        signed_in.session.id.text = owner.guest;
        expect(!csrf_is_valid(&signed_in, token));
    }
    test ("tokens differ each time and no byte of one may change") {
        str token = csrf_token(&owner);
        expect(!str_eq(token, csrf_token(&owner)));
        int accepted = 0;
        for (size_t i = 0; i < token.len; i++) {
            char *copy = str_z(&arena, token);
            copy[i] = copy[i] == '0' ? '1' : '0';
            accepted += csrf_is_valid(&owner, (str){copy, token.len});
        }
        expect_i64(accepted, 0);
        expect(!csrf_is_valid(&owner, STR("")));
        struct request nobody = guest(&site, &reply, "");
        expect(!csrf_is_valid(&nobody, token));
    }
}

enum { MONTHS, ITEMS, PAYER };
static const struct field_rule tree_fields[] = {
    [MONTHS] = {"months", FIELD_NUMBER, 1, 36},
    [ITEMS] = {"items", FIELD_LIST, 1, 2},
    [PAYER] = {"payer", FIELD_OBJECT, 0, 3},
};
static const struct form_rule tree_rule = FORM_WITH(tree_fields, "option.", NULL);
static const struct route tree_route = {.method = HTTP_POST, .path = "/y", .form = &tree_rule};

static err read_tree(struct request *req, bool is_api, str body)
{
    const char *type = is_api ? "application/json" : "application/x-www-form-urlencoded";
    struct http_request *http = ARENA_NEW(&arena, struct http_request);
    struct http_header *header = ARENA_NEW(&arena, struct http_header);
    *header = (struct http_header){STR("Content-Type"), str_from_z(type)};
    *http = (struct http_request){
        .method = HTTP_POST, .headers = header, .header_count = 1, .body = body, .arena = &arena};
    *req = (struct request){
        .arena = &arena, .http = http, .route = &tree_route, .is_api = is_api, .lang = LANG_EN};
    return form_read(req);
}

static void tree_tests(void)
{
    struct request req;
    test ("lists, objects and numbers of a JSON body are read within their limits") {
        expect_i64(read_tree(&req, true, STR("{\"months\":12,\"items\":[{\"a\":1}]}")), ERR_OK);
        expect(!form_failed(&req));
        expect_i64(form_number(&req, MONTHS, 0), 12);
        expect_i64((int64_t)form_json(&req, ITEMS)->count, 1);
        expect(form_json(&req, PAYER) == NULL && !form_given(&req, PAYER));
        expect_i64(read_tree(&req, true, STR("{\"months\":37,\"items\":[1,2,3],\"payer\":[]}")),
                   ERR_OK);
        expect_str(code_of(&req, MONTHS), STR("out_of_range"));
        expect_str(code_of(&req, ITEMS), STR("too_many"));
        expect_str(code_of(&req, PAYER), STR("wrong_type"));
        expect_i64(read_tree(&req, true, STR("{\"months\":0.5,\"items\":[]}")), ERR_OK);
        expect_str(code_of(&req, MONTHS), STR("wrong_type"));
        expect_str(code_of(&req, ITEMS), STR("required"));
    }
    test ("fields behind the prefix are taken on pages, others stay unknown") {
        expect_i64(read_tree(&req, false, STR("months=1&option.disk=+40+&option.os=debian")),
                   ERR_OK);
        expect_i64((int64_t)req.form.more_count, 2);
        expect_str(req.form.more[0].name, STR("disk"));
        expect_str(req.form.more[0].value, STR("40"));
        expect(req.form.code == NULL);
        expect_i64(read_tree(&req, false, STR("months=x&items=1&choice.a=1")), ERR_OK);
        expect_str(code_of(&req, MONTHS), STR("bad_number"));
        expect_str(code_of(&req, ITEMS), STR("wrong_type"));
        expect_str(str_from_z(req.form.code), STR("unknown_field"));
    }
}

int main(void)
{
    arena_init(&arena, (size_t)16 << 20);
    page_tests();
    json_tests();
    tree_tests();
    csrf_tests();
    arena_done(&arena);
    return tests_done();
}
