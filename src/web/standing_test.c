/* SPDX-License-Identifier: Apache-2.0 */
#include "web/standing.h"

#include "test.h"

static struct arena arena;
static const when noon = {INT64_C(1795348800000000)};

static str name_of(struct arena *a, const struct site *site, const struct http_request *http)
{
    (void)site;
    return standing_field(a, http, STR("identifier"));
}

static const struct standing_rule rule = {.name_of = name_of};

static struct http_request request(const char *type, const char *body, const char *peer)
{
    static struct http_header headers[1];
    headers[0] = (struct http_header){STR("content-type"), str_from_z(type)};
    return (struct http_request){
        .headers = headers,
        .header_count = 1,
        .body = str_from_z(body),
        .peer = str_from_z(peer),
        .arena = &arena,
    };
}

static str seen(const char *type, const char *body)
{
    struct http_request http = request(type, body, "198.51.100.1");
    return standing_field(&arena, &http, STR("identifier"));
}

static enum standing stands(const char *name, const char *peer)
{
    str body = str_printf(&arena, "{\"identifier\":\"%s\",\"password\":\"x\"}", name);
    struct http_request http = request("application/json", str_z(&arena, body), peer);
    return standing_of(&rule, NULL, NULL, &http, noon);
}

static void fail_at(const char *name, const char *peer)
{
    static struct site site;
    str body = str_printf(&arena, "{\"identifier\":\"%s\",\"password\":\"x\"}", name);
    struct http_request http = request("application/json", str_z(&arena, body), peer);
    standing_note(&rule, &site, &http, 401, noon);
}

int main(void)
{
    arena_init(&arena, (size_t)1 << 20);
    test ("the name is seen in a form and in JSON, and nowhere else") {
        expect_str(
            seen("application/x-www-form-urlencoded", "csrf=1&identifier=ole%6Ea&password=x"),
            STR("olena"));
        expect_str(seen("application/json", "{\"identifier\":\"olena\"}"), STR("olena"));
        expect_str(seen("application/json", "{\"other\":\"olena\"}"), STR(""));
        expect_str(seen("application/json", "[\"identifier\""), STR(""));
        expect_str(seen("text/plain", "identifier=olena"), STR(""));
    }
    test ("a name that cannot be seen stands last") {
        struct http_request http = request("text/plain", "identifier=olena", "198.51.100.1");
        expect(standing_of(&rule, NULL, NULL, &http, noon) == STANDING_LAST);
    }
    test ("a name under attack stands last wherever it is tried from, and no other does") {
        for (int i = 0; i < 3; i++) {
            expect(stands("victim", "198.51.100.9") == STANDING_USUAL);
            fail_at("victim", str_z(&arena, str_printf(&arena, "203.0.113.%d", i)));
        }
        expect(stands("victim", "198.51.100.9") == STANDING_LAST);
        expect(stands("olena", "198.51.100.9") == STANDING_USUAL);
    }
    test ("a network that fails often stands last whatever it tries, and no other does") {
        for (int i = 0; i < 8; i++) {
            expect(stands("olena", "192.0.2.66") == STANDING_USUAL);
            fail_at(str_z(&arena, str_printf(&arena, "somebody%d", i)), "192.0.2.66");
        }
        expect(stands("olena", "192.0.2.66") == STANDING_LAST);
        expect(stands("olena", "192.0.2.67") == STANDING_USUAL);
    }
    arena_done(&arena);
    return tests_done();
}
