/* SPDX-License-Identifier: Apache-2.0 */
#include "features/demo/outbox_page.h"
#include "features/demo/outbox_view.h"
#include "json/writer.h"
#include "web/outbox.h"
#include "web/reply.h"

#define PAGE_MESSAGES 50
#define JSON_MESSAGES 500
#define JSON_MESSAGES_MAX 1000

static str state_word(enum lang lang, str state)
{
    if (str_eq(state, STR("sent"))) {
        return tr_in(lang, "message", "Sent");
    }
    return str_eq(state, STR("failed")) ? tr_in(lang, "message", "Given up")
                                        : tr_in(lang, "message", "Waiting");
}

/* The first address of this very site in the text: where a letter wants its reader to go. */
static struct url link_in(const struct site *site, str text)
{
    struct url link = {0};
    ptrdiff_t at = str_find(text, site->origin);
    if (at < 0) {
        return link;
    }
    str rest = str_skip(text, (size_t)at);
    size_t len = 0;
    while (len < rest.len && (unsigned char)rest.ptr[len] > 0x20 && rest.ptr[len] != '<' &&
           rest.ptr[len] != '>') {
        len++;
    }
    (void)url_parse(str_sub(rest, 0, len), &link);
    return link;
}

err get_outbox(struct request *req)
{
    struct outbox_entry *entries = NULL;
    struct demo_outbox outbox = {0};
    err e = outbox_recent(req->db, req->arena, PAGE_MESSAGES, &entries, &outbox.count);
    if (e != ERR_OK) {
        return e;
    }
    struct demo_message *messages = ARENA_ARRAY(req->arena, struct demo_message, outbox.count);
    for (size_t i = 0; i < outbox.count; i++) {
        bool sms = str_eq(entries[i].channel, channel_word(CHANNEL_SMS));
        messages[i] = (struct demo_message){
            .channel = sms ? tr(req->lang, "SMS") : tr(req->lang, "E-mail"),
            .state = state_word(req->lang, entries[i].state),
            .to = entries[i].to,
            .subject = entries[i].subject,
            .text = entries[i].text,
            .link = link_in(req->site, entries[i].text),
            .at = entries[i].created_at,
        };
    }
    outbox.messages = messages;
    struct page *page = page_for(req);
    demo_outbox(page, view_of(req), &outbox);
    return reply_page(req, 200, page);
}

static int64_t limit_of(struct request *req)
{
    str text = {0};
    int64_t limit = 0;
    bool given = http_query_param(req->http, STR("limit"), &text) && str_to_i64(text, &limit);
    if (!given || limit < 1) {
        return JSON_MESSAGES;
    }
    return limit < JSON_MESSAGES_MAX ? limit : JSON_MESSAGES_MAX;
}

static void put_entry(struct json *json, struct arena *arena, const struct outbox_entry *entry)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, entry->id.text);
    json_key(json, "channel"), json_str(json, entry->channel);
    json_key(json, "to"), json_str(json, entry->to);
    json_key(json, "subject"), json_str(json, entry->subject);
    json_key(json, "text"), json_str(json, entry->text);
    json_key(json, "html"), json_str(json, entry->html);
    json_key(json, "at"), json_str(json, when_rfc3339(arena, entry->created_at));
    json_end(json);
}

err get_outbox_json(struct request *req)
{
    struct outbox_entry *entries = NULL;
    size_t count = 0;
    err e = outbox_recent(req->db, req->arena, limit_of(req), &entries, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf body = buf_in(req->arena);
    struct json json = json_into(&body);
    json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_entry(&json, req->arena, &entries[i]);
    }
    json_end(&json);
    return reply_json(req, 200, &body);
}
