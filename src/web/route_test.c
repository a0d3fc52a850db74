/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "web/request.h"
#include "web/route.h"

static err nothing(struct request *req)
{
    (void)req;
    return ERR_OK;
}

static const struct route first[] = {
    {.method = HTTP_GET, .path = "/", .handler = nothing, .who = WHO_ANYONE, .summary = "front"},
    {.method = HTTP_GET,
     .path = "/orders/new",
     .handler = nothing,
     .who = WHO_ANYONE,
     .summary = "new"},
    {.method = HTTP_GET,
     .path = "/orders/{id}",
     .handler = nothing,
     .who = WHO_ANYONE,
     .summary = "one"},
    {.method = HTTP_POST,
     .path = "/orders/{id}",
     .handler = nothing,
     .who = WHO_ANYONE,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "edit"},
    ROUTES_END,
};
static const struct route second[] = {
    {.method = HTTP_GET,
     .path = "/pictures/{id}.png",
     .handler = nothing,
     .who = WHO_ANYONE,
     .summary = "png"},
    {.method = HTTP_DELETE,
     .path = "/a/{one}/b/{two}",
     .handler = nothing,
     .who = WHO_ANYONE,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "two"},
    ROUTES_END,
};
static const struct route *const tables[] = {first, second, NULL};

static const char *summary(enum http_method method, const char *path)
{
    struct route_match match = route_find(tables, method, str_from_z(path));
    return match.route == NULL ? "" : match.route->summary;
}

int main(void)
{
    test ("a literal row stands before the row with a name in it") {
        expect_str(str_from_z(summary(HTTP_GET, "/orders/new")), STR("new"));
        expect_str(str_from_z(summary(HTTP_GET, "/orders/17")), STR("one"));
        expect_str(str_from_z(summary(HTTP_GET, "/")), STR("front"));
    }
    test ("HEAD is answered by GET's row") {
        expect_str(str_from_z(summary(HTTP_HEAD, "/orders/17")), STR("one"));
    }
    test ("names take exactly one segment, and a suffix behind them must be there") {
        struct route_match match = route_find(tables, HTTP_DELETE, STR("/a/x/b/yy"));
        expect_str(match.params[0], STR("x"));
        expect_str(match.params[1], STR("yy"));
        match = route_find(tables, HTTP_GET, STR("/pictures/77.png"));
        expect_str(match.params[0], STR("77"));
        expect_str(str_from_z(summary(HTTP_GET, "/pictures/.png")), STR(""));
        expect_str(str_from_z(summary(HTTP_GET, "/pictures/77.jpg")), STR(""));
        expect_str(str_from_z(summary(HTTP_GET, "/orders/1/2")), STR(""));
        expect_str(str_from_z(summary(HTTP_GET, "/orders")), STR(""));
    }
    test ("one thing has one address: no slash at the end, none doubled") {
        expect_str(str_from_z(summary(HTTP_GET, "/orders/17/")), STR(""));
        expect_str(str_from_z(summary(HTTP_GET, "/orders//")), STR(""));
        expect_str(str_from_z(summary(HTTP_GET, "//orders/17")), STR(""));
    }
    test ("a wrong method still tells which ones the path has") {
        struct route_match match = route_find(tables, HTTP_PUT, STR("/orders/17"));
        expect(match.route == NULL);
        expect_i64(match.allowed, 1 << HTTP_GET | 1 << HTTP_POST);
        expect_i64(route_find(tables, HTTP_PUT, STR("/nowhere")).allowed, 0);
    }
    return tests_done();
}
