/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and texts in trouble, as the page of jobs lists them: tried again at once. Neither to
 * whom nor what: that is the customer's. */
#include "features/staff/staff.h"
#include "features/staff/staff_messages.h"
#include "i18n/tr.h"
#include "web/outbox_queue.h"
#include "web/reply.h"
#include "web/staff_audit.h"

#define SHOWN_MAX 200

err staff_messages_lines(struct request *req, struct message_line_view **out, size_t *out_count)
{
    struct outbox_trouble *troubles = NULL;
    size_t count = 0;
    err e = outbox_troubles(req->db, req->arena, SHOWN_MAX, &troubles, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct message_line_view *lines = ARENA_ARRAY(req->arena, struct message_line_view, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct message_line_view){
            .retry = url_fill(req->arena, "/staff/messages/{}/retry", troubles[i].id.text),
            .is_text = str_eq(troubles[i].channel, channel_word(CHANNEL_SMS)),
            .failed = str_eq(troubles[i].state, STR("failed")),
            .error = troubles[i].story,
            .code = troubles[i].code,
            .attempts = troubles[i].attempts,
            .next_at = troubles[i].next_at,
            .created_at = troubles[i].created_at,
        };
    }
    *out = lines;
    *out_count = count;
    return ERR_OK;
}

static err retry_in(struct db *tx, void *arg)
{
    const struct request *req = arg;
    message_id id = {path_param(req, 0)};
    err e = outbox_retry(tx, id, req->now);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_entry entry = staff_audit_of(req, "message.retried");
    entry.subject = STR("message");
    entry.ref = id.text;
    return staff_audit_put(tx, req->arena, &entry);
}

static err post_retry(struct request *req)
{
    err e = db_transaction(req->db, retry_in, req);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/jobs"),
                                               N_("The message is being sent again."))
                       : e;
}

const struct route staff_messages_routes[] = {
    {.method = HTTP_POST,
     .path = "/staff/messages/{id}/retry",
     .handler = post_retry,
     .who = WHO_STAFF,
     .may = STAFF_MAY_JOBS,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Sends a message that waits after a failure at once."},
    ROUTES_END,
};
