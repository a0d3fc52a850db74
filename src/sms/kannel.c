/* SPDX-License-Identifier: Apache-2.0 */
#include "sms/kannel.h"

#include "base/buf.h"
#include "sms/fetch.h"

static void put_pair(struct buf *query, struct arena *arena, const char *name, str value)
{
    buf_printf(query, "%c%s=", query->len == 0 ? '?' : '&', name);
    buf_put(query, fetch_percent(arena, value));
}

static str query_of(struct arena *arena, const struct sms_kannel *box,
                    const struct sms_message *message)
{
    struct buf query = buf_in(arena);
    put_pair(&query, arena, "username", box->user);
    put_pair(&query, arena, "password", box->password);
    if (box->sender.len > 0) {
        put_pair(&query, arena, "from", box->sender);
    }
    put_pair(&query, arena, "to", message->to);
    put_pair(&query, arena, "charset", STR("UTF-8"));
    put_pair(&query, arena, "coding", sms_is_gsm7(message->text) ? STR("0") : STR("2"));
    put_pair(&query, arena, "text", message->text);
    return buf_str(&query);
}

/* sendsms answers 202 when it took or queued the message, 503 when it cannot now, 4xx when the
 * request or our account is wrong. Only 400 is about the message. */
static enum delivery_verdict verdict_of(int status)
{
    if (status >= 200 && status < 300) {
        return DELIVERY_SENT;
    }
    return status == 400 ? DELIVERY_FINAL : DELIVERY_RETRY;
}

void sms_kannel_send(struct arena *arena, const struct sms_kannel *box,
                     const struct sms_message *message, struct delivery *out)
{
    str query = query_of(arena, box, message);
    struct fetch fetch = {
        .url = str_printf(arena, "%" STR_FMT "%" STR_FMT, STR_ARG(box->url), STR_ARG(query)),
        .ca_file = box->ca_file,
        .allow_plain = box->allow_plain,
        .timeout_ms = box->timeout_ms,
    };
    struct fetch_answer answer;
    fetch_do(arena, &fetch, &answer);
    out->code = answer.status;
    out->verdict = verdict_of(answer.status);
    out->story = answer.status == 0 ? answer.story : str_sub(answer.body, 0, 200);
}
