/* SPDX-License-Identifier: Apache-2.0 */
/* What may be asked of a running server. */
#include <inttypes.h>

#include "app/admin_private.h"
#include "app/room_command.h"
#include "base/attr.h"
#include "json/reader.h"
#include "json/writer.h"

str jobs_summary_text(struct arena *arena, const struct jobs_summary *summary)
{
    return str_printf(arena,
                      "jobs: %" PRId64 " done, %" PRId64 " failed\n"
                      "messages: %" PRId64 " sent, %" PRId64 " delayed, %" PRId64 " given up\n",
                      summary->jobs_done, summary->jobs_failed, summary->messages_sent,
                      summary->messages_delayed, summary->messages_failed);
}

str admin_jobs_run(struct arena *arena, when now, enum admin_clock clock)
{
    struct buf request = buf_in(arena);
    struct json json = json_into(&request);
    json_obj(&json);
    json_key(&json, "command"), json_text(&json, "jobs run");
    json_key(&json, "now"), json_i64(&json, now.us);
    json_key(&json, "confirms"), json_i64(&json, clock == ADMIN_CLOCK_CONFIRMED);
    json_end(&json);
    return buf_str(&request);
}

static err jobs_run(const struct jobs_options *options, struct arena *arena,
                    const struct json_node *request, str *out_text)
{
    when now;
    if (!json_get_i64(request, STR("now"), &now.us)) {
        *out_text = STR("the request names no moment");
        return ERR_INVALID;
    }
    int64_t confirms = 0;
    (void)json_get_i64(request, STR("confirms"), &confirms);
    struct db *db = NULL;
    struct jobs_summary summary;
    err e = db_open(options->site->engine, &db);
    e = e == ERR_OK && confirms != 0 ? jobs_confirm_clock(db) : e;
    if (e == ERR_OK) {
        e = jobs_run_due(options, db, now, &summary);
    }
    *out_text = e == ERR_OK ? jobs_summary_text(arena, &summary)
                            : STR("the jobs could not be run; see the server's log");
    db_close(&db);
    return e;
}

static const struct command {
    const char *name;
    err (*run)(const struct jobs_options *, struct arena *, const struct json_node *, str *);
} commands[] = {
    {"jobs run", jobs_run},
    {"room", room_command_answer},
};

static err choose(const struct jobs_options *options, struct arena *arena, str line, str *out_text)
{
    struct json_node request;
    str name = {0};
    if (json_read(arena, line, &request) != ERR_OK ||
        !json_get_str(&request, STR("command"), &name)) {
        *out_text = STR("not a request");
        return ERR_INVALID;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (str_eq(name, str_from_z(commands[i].name))) {
            return commands[i].run(options, arena, &request, out_text);
        }
    }
    *out_text = STR("this server does not know the request; is it of another version?");
    return ERR_INVALID;
}

str admin_carry_out(const struct jobs_options *options, struct arena *arena, str request)
{
    str text = {0};
    err e = choose(options, arena, request, &text);
    struct buf answer = buf_in(arena);
    struct json json = json_into(&answer);
    json_obj(&json);
    json_key(&json, "ok"), json_bool(&json, e == ERR_OK);
    json_key(&json, "text"), json_str(&json, text);
    json_end(&json);
    return buf_str(&answer);
}
