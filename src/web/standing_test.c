/* SPDX-License-Identifier: Apache-2.0 */
#include "web/standing.h"

#include "crypto/mac.h"
#include "test.h"
#include "web/device.h"

static struct arena arena;
static const when noon = {INT64_C(1795348800000000)};

static str name_of(struct arena *a, const struct site *site, const struct http_request *http)
{
    (void)site;
    return standing_field(a, http, STR("identifier"));
}

static str owner_device;

static err is_own(struct db *db, const struct standing_device *device, str name, bool *out)
{
    (void)db;
    *out = str_eq(name, STR("owner")) && str_eq(device->name, owner_device);
    return ERR_OK;
}

static const struct standing_rule rule = {.name_of = name_of, .is_own = is_own};
static struct site site;

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
    return standing_of(&rule, &site, NULL, &http, noon);
}

/* The cookie of a device that we made, as the browser sends it back. */
static str new_device(str *out_name)
{
    struct http_request http = {.arena = &arena, .peer = STR("198.51.100.1")};
    struct http_response reply = {0};
    struct request req = {.arena = &arena, .site = &site, .http = &http, .reply = &reply};
    *out_name = device_remember(&req);
    str rest;
    return str_cut(reply.headers[0].value, ';', &rest);
}

/* Comes to the queue, then is looked at. */
static enum standing comes(const char *name, str cookie, when now)
{
    str body = str_printf(&arena, "{\"identifier\":\"%s\",\"password\":\"x\"}", name);
    struct http_header headers[] = {{STR("content-type"), STR("application/json")},
                                    {STR("cookie"), cookie}};
    struct http_request http = {
        .headers = headers,
        .header_count = ARRAY_LEN(headers),
        .body = body,
        .peer = STR("198.51.100.40"),
        .arena = &arena,
    };
    (void)standing_of_device(&site, &http, now);
    return standing_of(&rule, &site, NULL, &http, now);
}

static void device_tests(void)
{
    struct secret master = secret_copy(&arena, STR("a key that only tests know"));
    site.keys.cookie = mac_key_for(&arena, master, STR("cookie"));
    str other_device;
    str owners = new_device(&owner_device);
    str others = new_device(&other_device);
    test ("only the owner's device stands above others, and only for that name") {
        expect(comes("owner", owners, noon) == STANDING_OWN);
        expect(comes("owner", others, noon) == STANDING_USUAL);
        expect(comes("olena", owners, noon) == STANDING_USUAL);
        expect(comes("nobody", others, noon) == STANDING_USUAL);
    }
    test (
        "a device that comes over and over stands with the others, though its password is right") {
        when later = when_add(noon, 20 * WHEN_MINUTE);
        for (int i = 0; i < 6; i++) {
            expect(comes("owner", owners, later) == STANDING_OWN);
        }
        expect(comes("owner", owners, later) == STANDING_USUAL);
        expect(comes("owner", owners, when_add(later, 10 * WHEN_MINUTE)) == STANDING_OWN);
    }
}

static void fail_at(const char *name, const char *peer)
{
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
    device_tests();
    arena_done(&arena);
    return tests_done();
}
