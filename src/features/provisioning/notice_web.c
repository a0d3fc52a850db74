/* SPDX-License-Identifier: Apache-2.0 */
/* Word from a web address about an operation it took over (it answered 202): the same JSON as it
 * would have answered with, signed as Standard Webhooks has it. Who cannot prove himself learns
 * nothing, not even whether there is such an operation. */
#include "features/provisioning/driver.h"
#include "features/provisioning/webhook.h"
#include "system/log.h"
#include "web/reply.h"

#define NOTICE_MAX ((size_t)65536)

/* The signature does not cover the address: the message's own id says which operation it is about,
 * so that it proves nothing to another one. Our question has the bare id, and is no answer. */
static bool is_about(str message, const struct operation *operation)
{
    str id = operation->id.text;
    return str_starts(message, id) && message.len > id.len + 1 && message.ptr[id.len] == '-';
}

static bool is_proven(const struct request *req, const struct operation *operation)
{
    struct webhook webhook;
    struct webhook_proof proof = {
        .id = http_header(req->http, STR("webhook-id")),
        .timestamp = http_header(req->http, STR("webhook-timestamp")),
        .signature = http_header(req->http, STR("webhook-signature")),
    };
    str name = operation_config(req->arena, operation, "webhook");
    return is_about(proof.id, operation) &&
           webhook_by_name(req->arena, req->site->settings->webhooks, name, &webhook) &&
           webhook_is_proven(req->arena, webhook.key, &proof, req->http->body, req->now);
}

struct notice {
    const struct request *req;
    operation_id id;
};

static err fail(struct db *tx, const struct attempt *said, when now)
{
    const struct operation *operation = &said->operation;
    struct operation_change change = {
        .id = operation->id,
        .from = OPERATION_RUNNING,
        .to = OPERATION_FAILED,
        .attempts = operation->attempts + 1,
        .error = said->error,
        .now = now,
    };
    err e = operation_store_set(tx, &change);
    return e == ERR_OK ? operation_announce(tx, said->run->arena, operation->id, now) : e;
}

/* Said twice, or too late, it changes nothing. */
static err apply(struct db *tx, void *arg)
{
    const struct notice *notice = arg;
    struct arena *arena = notice->req->arena;
    when now = notice->req->now;
    struct job_run run = {.arena = arena, .now = now};
    struct attempt said = {.run = &run};
    struct operation_report report;
    err e = operation_of(tx, arena, notice->id, &said.operation);
    bool waits = e == ERR_OK && said.operation.state == OPERATION_RUNNING && said.operation.remote;
    bool is_late = e == ERR_OK && said.operation.state == OPERATION_FAILED;
    if (e != ERR_OK || (!waits && !is_late)) {
        return e;
    }
    if (report_read(arena, notice->req->http->body, &report)) {
        return operation_store_progress(tx, notice->id, &report, now);
    }
    attempt_take_answer(&said, notice->req->http->body);
    if (said.outcome == OUTCOME_DONE) {
        return operation_finish(tx, arena, notice->id, said.answer, now);
    }
    bool failed = said.outcome == OUTCOME_AGAIN || said.outcome == OUTCOME_FINAL;
    return failed && waits ? fail(tx, &said, now) : ERR_OK;
}

static err post_notice(struct request *req)
{
    struct notice notice = {req, {path_param(req, 0)}};
    struct operation operation;
    err e = operation_of(req->db, req->arena, notice.id, &operation);
    bool known = e == ERR_OK;
    if (!known && e != ERR_NOT_FOUND) {
        return e;
    }
    if (!known || !str_eq(operation.driver, STR("webhook")) || !is_proven(req, &operation)) {
        log_warning("word about an operation is not proven", LOG_STR("network", req->network),
                    LOG_END);
        reply_status(req, 401, NULL);
        return ERR_OK;
    }
    e = db_transaction(req->db, apply, &notice);
    return e == ERR_OK ? reply_nothing(req) : e;
}

const struct route provisioning_routes[] = {
    {.method = HTTP_POST,
     .path = "/provisioning/operations/{id}",
     .handler = post_notice,
     .who = WHO_ANYONE,
     .raw = NOTICE_MAX,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Takes word about an operation from the web address that does it, proven by its "
                "signature."},
    ROUTES_END,
};
