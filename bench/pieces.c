/* SPDX-License-Identifier: Apache-2.0 */
/* Two pieces of an answer alone, without server and database: the page of one's devices (20 of
 * them) and a list of 20 sessions as JSON. Usage: pieces page|json SECONDS. Prints the nanoseconds
 * of CPU a piece took and its bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "features/signin/signin_page.h"
#include "json/writer.h"
#include "system/settings.h"

#define ROWS 20

static struct arena arena;
static struct settings settings;

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static const when now = {INT64_C(1800000000) * WHEN_SECOND};
static const str id = STR_INIT("019d0000-7000-7000-8000-000000000000");
static const str browser = STR_INIT("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101");

static size_t put_page(void)
{
    struct view view = {
        .lang = LANG_EN,
        .theme = STR("auto"),
        .path = STR("/security"),
        .csrf = STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        .signed_in = true,
        .login = STR("olena.k1"),
        .name = STR("Olena Kovalchuk"),
        .now = now,
        .settings = &settings,
    };
    struct device_line devices[ROWS];
    struct attempt_line attempts[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        devices[i] = (struct device_line){
            .name = STR("Firefox, Linux"),
            .current = i == 0,
            .network = STR("198.18.4.17"),
            .created_at = now,
            .seen_at = now,
            .end = url_path("/security/sessions/end"),
            .id = id,
        };
        attempts[i] = (struct attempt_line){now, STR("Signed in"), TONE_GOOD, STR("Firefox, Linux"),
                                            STR("198.18.4.17")};
    }
    struct security_view security = {.devices = devices,
                                     .device_count = ROWS,
                                     .has_others = true,
                                     .attempts = attempts,
                                     .attempt_count = ROWS};
    struct buf out = buf_in(&arena);
    struct page page = {
        .out = &out, .lang = LANG_EN, .zone = zone_by_name(STR("Europe/Kyiv")), now};
    (void)buf_reserve(&out, (size_t)32 * 1024);
    security_page(&page, &view, &security);
    return out.len;
}

static size_t put_json(void)
{
    struct buf out = buf_in(&arena);
    struct json json = json_into(&out);
    (void)buf_reserve(&out, (size_t)8 * 1024);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < ROWS; i++) {
        json_obj(&json);
        json_key(&json, "id"), json_str(&json, id);
        json_key(&json, "user_agent"), json_str(&json, browser);
        json_key(&json, "network"), json_str(&json, STR("198.18.4.17"));
        json_key(&json, "seen_at"), json_str(&json, STR("2027-01-15T08:00:00Z"));
        json_key(&json, "current"), json_bool(&json, i == 0);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    return out.len;
}

int main(int argc, char **argv)
{
    size_t bytes = 0;
    int64_t count = 0;
    if (argc != 3) {
        fprintf(stderr, "usage: pieces page|json SECONDS\n");
        return 1;
    }
    arena_init(&arena, (size_t)1 << 20);
    bool is_page = strcmp(argv[1], "page") == 0;
    int64_t begun = cpu_ns();
    int64_t end = begun + atoll(argv[2]) * 1000000000;
    int64_t at = begun;
    for (; at < end; at = cpu_ns()) {
        for (int i = 0; i < 100; i++, count++) {
            bytes = is_page ? put_page() : put_json();
            arena_reset(&arena);
        }
    }
    printf("%lld %zu\n", (long long)((at - begun) / count), bytes);
    return 0;
}
