/* SPDX-License-Identifier: Apache-2.0 */
#include "features/provisioning/tasks.h"

#include "base/buf.h"
#include "json/writer.h"
#include "web/staff_audit.h"

static const struct field_rule done_fields[] = {
    [DONE_ADDRESS] = {"address", FIELD_LINE, 0, 200},
    [DONE_TEXT] = {"text", FIELD_TEXT, 0, 2000},
};
const struct form_rule done_form = FORM(done_fields);

static const struct field_rule give_up_fields[] = {
    [GIVE_UP_REASON] = {"reason", FIELD_LINE, 3, 500},
};
const struct form_rule give_up_form = FORM(give_up_fields);

bool task_may_be_done(const struct operation *operation)
{
    return operation->state == OPERATION_MANUAL || operation->state == OPERATION_FAILED;
}

bool task_may_be_retried(const struct operation *operation)
{
    return operation->state == OPERATION_FAILED;
}

bool task_may_be_given_up(const struct operation *operation)
{
    return task_may_be_done(operation) || operation->state == OPERATION_WAITING;
}

struct acting {
    const struct request *req;
    const struct operation *operation;
    const char *action;
    err (*act)(struct db *tx, const struct acting *acting);
    str reason, answer;
};

static err do_and_write_down(struct db *tx, void *arg)
{
    const struct acting *acting = arg;
    struct arena *arena = acting->req->arena;
    struct operation present;
    err e = acting->act(tx, acting);
    if (e == ERR_OK) {
        e = operation_of(tx, arena, acting->operation->id, &present);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_entry entry = staff_audit_of(acting->req, acting->action);
    entry.subject = STR("operation");
    entry.ref = present.id.text;
    entry.account = present.account;
    entry.reason = acting->reason;
    entry.before = operation_state_word(acting->operation->state);
    entry.after = operation_state_word(present.state);
    return staff_audit_put(tx, arena, &entry);
}

static err finish(struct db *tx, const struct acting *acting)
{
    return operation_finish(tx, acting->req->arena, acting->operation->id, acting->answer,
                            acting->req->now);
}

static err retry(struct db *tx, const struct acting *acting)
{
    return operation_retry(tx, acting->req->arena, acting->operation->id, acting->req->now);
}

static err give_up(struct db *tx, const struct acting *acting)
{
    return operation_cancel(tx, acting->req->arena, acting->operation->id, acting->reason,
                            acting->req->now);
}

static void put_text(struct json *json, const char *key, str text)
{
    if (text.len > 0) {
        json_key(json, key), json_str(json, text);
    }
}

err task_act_done(struct request *req, const struct operation *operation)
{
    struct buf answer = buf_in(req->arena);
    struct json json = json_into(&answer);
    json_obj(&json);
    put_text(&json, "address", form_text(req, DONE_ADDRESS));
    put_text(&json, "text", form_text(req, DONE_TEXT));
    json_end(&json);
    struct acting acting = {
        .req = req,
        .operation = operation,
        .action = "operation.done",
        .act = finish,
        .answer = buf_str(&answer),
    };
    return db_transaction(req->db, do_and_write_down, &acting);
}

err task_act_retry(struct request *req, const struct operation *operation)
{
    struct acting acting = {
        .req = req, .operation = operation, .action = "operation.retried", .act = retry};
    return db_transaction(req->db, do_and_write_down, &acting);
}

err task_act_give_up(struct request *req, const struct operation *operation)
{
    struct acting acting = {
        .req = req,
        .operation = operation,
        .action = "operation.given_up",
        .act = give_up,
        .reason = form_text(req, GIVE_UP_REASON),
    };
    return db_transaction(req->db, do_and_write_down, &acting);
}
