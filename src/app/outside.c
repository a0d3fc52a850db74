/* SPDX-License-Identifier: Apache-2.0 */
#include "app/outside.h"

#include "crypto/codec.h"

#define TIMEOUT_MS 30000
#define TIMEOUT_MOST_MS 60000
#define ANSWER_MAX (64 << 10)
#define ANSWER_MOST (128 << 10)

static int bounded(int asked, int usual, int most)
{
    int given = asked > 0 ? asked : usual;
    return given < most ? given : most;
}

/* In the demonstration everything happens on this machine. */
static str networks_of(const struct settings *settings)
{
    bool at_home = settings->demo && settings->private_networks.len == 0;
    return at_home ? STR("127.0.0.0/8, ::1") : settings->private_networks;
}

static void exchange(void *context, struct arena *arena, const struct outside_request *request,
                     struct outside_answer *out)
{
    const struct outside_place *place = context;
    struct courier_job job = {
        .kind = COURIER_HTTP,
        .method = request->method,
        .url = request->url,
        .headers = request->headers,
        .body = request->body,
        .ca_file = place->settings->outside_ca_file,
        .networks = networks_of(place->settings),
        .timeout_ms = bounded(request->timeout_ms, TIMEOUT_MS, TIMEOUT_MOST_MS),
        .answer_max = bounded(request->answer_max, ANSWER_MAX, ANSWER_MOST),
    };
    struct courier_answer answer;
    courier_link_http(place->courier, arena, &job, &answer);
    bool came = answer.delivery.verdict == DELIVERY_SENT;
    *out = (struct outside_answer){
        .status = came ? answer.delivery.code : 0,
        .body = came ? answer.body : STR(""),
        .story = answer.delivery.story,
    };
}

static void run_hook(void *context, struct arena *arena, const struct outside_hook *hook,
                     struct outside_hook_answer *out)
{
    const struct outside_place *place = context;
    hook_link_run(place->hooks, arena, hook, out);
}

static void print(void *context, struct arena *arena, str sheet, struct outside_print *out)
{
    const struct outside_place *place = context;
    struct courier_job job = {
        .kind = COURIER_PRINT,
        .text = sheet,
        .fonts = place->settings->documents_fonts,
        .timeout_ms = TIMEOUT_MS,
    };
    struct courier_answer answer;
    *out = (struct outside_print){.pdf = STR("")};
    courier_link_http(place->courier, arena, &job, &answer);
    out->story = answer.delivery.story;
    out->is_done =
        answer.delivery.verdict == DELIVERY_SENT && base64_decode(arena, answer.body, &out->pdf);
}

err outside_open(const struct settings *settings, struct nursery *nursery,
                 struct outside_place *out)
{
    *out = (struct outside_place){
        .settings = settings,
        .outside = {.context = out, .http = exchange, .hook = run_hook, .print = print},
    };
    err e = courier_link_open(nursery, &out->courier);
    return e == ERR_OK ? hook_link_open(nursery, &out->hooks) : e;
}

void outside_close(struct outside_place *place)
{
    courier_link_close(&place->courier);
    hook_link_close(&place->hooks);
}

void outside_interrupt(struct outside_place *place)
{
    hook_link_interrupt(place->hooks);
}

void outside_interrupt_exchange(struct outside_place *place)
{
    courier_link_interrupt(place->courier);
}
