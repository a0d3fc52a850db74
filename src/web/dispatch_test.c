/* SPDX-License-Identifier: Apache-2.0 */
/* A request that needs more memory than it may have is an outcome: one refusal, one line in the
 * log, and the next request is served. */
#include "web/dispatch.h"

#include "base/buf.h"
#include "json/writer.h"
#include "test.h"
#include "web/reply.h"

#define LIMIT ((size_t)256 * 1024)

/* Takes memory until it is told to stop, as a loop over rows does. */
static err take_much(struct request *req)
{
    while (!arena_is_exhausted(req->arena)) {
        (void)arena_alloc(req->arena, 1000);
    }
    return reply_nothing(req);
}

/* Writes a text many times the limit without ever looking. */
static err write_much(struct request *req)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_arr(&json);
    for (size_t i = 0; i < LIMIT; i++) {
        json_str(&json, STR("one of very many"));
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err write_little(struct request *req)
{
    return form_failed(req) ? ERR_INVALID : reply_nothing(req);
}

enum { NOTE, WORDS };
static const struct field_rule note_fields[] = {
    [NOTE] = {"note", FIELD_TEXT, 0, 20000}, [WORDS] = {"words", FIELD_LIST, 0, 10}};
static const struct form_rule note_form = FORM(note_fields);
static const struct field_rule short_fields[] = {{"name", FIELD_LINE, 0, 100}};
static const struct form_rule short_form = FORM(short_fields);

#define CALL(word, way, handles, takes)                                                            \
    {                                                                                              \
        .method = (way), .path = "/api/v1/" word, .handler = (handles), .who = WHO_ANYONE,         \
        .form = (takes), .rate = RATE_READ, .lane = LANE_INLINE, .summary = "A test."              \
    }
static const struct route routes[] = {
    CALL("rows", HTTP_GET, take_much, NULL),
    CALL("text", HTTP_GET, write_much, NULL),
    CALL("little", HTTP_GET, write_little, NULL),
    CALL("note", HTTP_POST, write_little, &note_form),
    CALL("short", HTTP_POST, write_little, &short_form),
    ROUTES_END,
};
static const struct route *const tables[] = {routes, NULL};
static const struct settings settings = {0};
static const struct site site = {
    .settings = &settings, .origin = STR_INIT("http://127.0.0.1"), .route_tables = tables};

static struct http_exchange exchange;
static struct http_header json_type = {STR_INIT("Content-Type"), STR_INIT("application/json")};

static int status_of(enum http_method method, str path, str body)
{
    arena_reset(&exchange.arena);
    http_response_reset(&exchange.response);
    exchange.request = (struct http_request){.method = method,
                                             .target = path,
                                             .path = path,
                                             .query = STR(""),
                                             .host = STR("a"),
                                             .headers = &json_type,
                                             .header_count = body.len > 0,
                                             .body = body,
                                             .peer = STR("127.0.0.1"),
                                             .arena = &exchange.arena};
    (void)dispatch_plan(&site, &exchange);
    dispatch_run(&site, NULL, &exchange, (when){INT64_C(1795384800) * WHEN_SECOND});
    return exchange.response.status;
}

static bool tells(str part)
{
    return str_find(exchange.response.body, part) >= 0;
}

static str repeated(struct arena *arena, str head, str unit, size_t times, str tail)
{
    struct buf text = buf_in(arena);
    buf_put(&text, head);
    for (size_t i = 0; i < times; i++) {
        buf_put(&text, i > 0 ? STR(",") : STR(""));
        buf_put(&text, unit);
    }
    buf_put(&text, tail);
    return buf_str(&text);
}

static void memory_ends(void)
{
    test ("a handler that uses up its memory is answered 500, and the next one is served") {
        expect_i64(status_of(HTTP_GET, STR("/api/v1/rows"), STR("")), 500);
        expect(tells(STR("\"code\":\"internal\"")) && tells(STR("\"request_id\"")));
        expect(!arena_is_exhausted(&exchange.arena));
        expect_i64(status_of(HTTP_GET, STR("/api/v1/little"), STR("")), 204);
    }
    test ("a text that outgrows the memory of its request is thrown away whole") {
        expect_i64(status_of(HTTP_GET, STR("/api/v1/text"), STR("")), 500);
        expect(tells(STR("\"code\":\"internal\"")) && !tells(STR("one of very many")));
    }
    test ("a body that uses it up while it is read is answered 413") {
        struct arena texts;
        arena_init(&texts, (size_t)1 << 20);
        str body = repeated(&texts, STR("{\"note\":\""), STR("a note"), 25000, STR("\"}"));
        arena_done(&exchange.arena);
        arena_init_with_reserve(&exchange.arena, (size_t)64 * 1024);
        expect_i64(status_of(HTTP_POST, STR("/api/v1/note"), body), 413);
        expect(tells(STR("\"code\":\"too_large\"")));
        expect_i64(status_of(HTTP_POST, STR("/api/v1/note"), STR("{\"note\":\"n\"}")), 204);
        arena_done(&texts);
        arena_done(&exchange.arena);
        arena_init_with_reserve(&exchange.arena, LIMIT);
    }
}

static size_t limit_of(enum http_method method, str path)
{
    struct http_request head = {.method = method, .path = path};
    return dispatch_body_limit(&site, &head);
}

static void sizes_follow_the_form(void)
{
    struct arena texts;
    arena_init(&texts, (size_t)4 << 20);
    test ("a body over what its form could mean is refused, one within is read") {
        str name = repeated(&texts, STR("{\"name\":\""), STR("n"), 1000, STR("\"}"));
        expect_i64(status_of(HTTP_POST, STR("/api/v1/short"), name), 422);
        name = repeated(&texts, STR("{\"name\":\""), STR("n"), 10000, STR("\"}"));
        expect_i64(status_of(HTTP_POST, STR("/api/v1/short"), name), 413);
        expect(tells(STR("\"code\":\"too_large\"")));
    }
    test ("more values than its lists could hold are refused before anything is built") {
        str items = repeated(&texts, STR("{\"words\":["), STR("{}"), 10, STR("]}"));
        expect_i64(status_of(HTTP_POST, STR("/api/v1/note"), items), 204);
        items = repeated(&texts, STR("{\"words\":["), STR("{}"), 11, STR("]}"));
        expect_i64(status_of(HTTP_POST, STR("/api/v1/note"), items), 422);
        items = repeated(&texts, STR("{\"words\":["), STR("{}"), 60000, STR("]}"));
        expect_i64(status_of(HTTP_POST, STR("/api/v1/note"), items), 413);
        expect(exchange.arena.used < (size_t)64 * 1024);
    }
    test ("what is read from the line at all follows the route, too") {
        expect_i64((int64_t)limit_of(HTTP_GET, STR("/api/v1/little")), 0);
        expect_i64((int64_t)limit_of(HTTP_POST, STR("/api/v1/short")), 64 * 1024);
        expect_i64((int64_t)limit_of(HTTP_POST, STR("/nowhere")), 64 * 1024);
        expect_i64((int64_t)limit_of(HTTP_POST, STR("/api/v1/note")), 256 * 1024);
    }
    arena_done(&texts);
}

int main(void)
{
    arena_init_with_reserve(&exchange.arena, LIMIT);
    memory_ends();
    sizes_follow_the_form();
    arena_done(&exchange.arena);
    return tests_done();
}
