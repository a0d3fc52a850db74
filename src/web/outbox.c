/* SPDX-License-Identifier: Apache-2.0 */
#include "web/outbox.h"

#include "sms/sms.h"
#include "system/random.h"
#include "web/holder.h"
#include "web/job.h"
#include "web/outbox_queue.h"
#include "web/outbox_sql.h"

#define SUBJECT_MAX 900      /* bytes; what a mail header takes */
#define BODY_MAX (300 << 10) /* bytes of text, and of HTML: what a courier's job takes */
#define STORY_MAX 300

str channel_word(enum channel channel)
{
    return channel == CHANNEL_SMS ? STR("sms") : STR("email");
}

/* One line of well-formed text. */
static bool is_line(str s, size_t max)
{
    if (s.len > max || !str_is_utf8(s)) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static bool is_body(str s)
{
    return s.len <= BODY_MAX && str_is_utf8(s) && str_index(s, '\0') < 0;
}

static bool can_be_sent(const struct message_draft *draft)
{
    if (draft->text.len == 0 || !is_body(draft->text) || !is_body(draft->html)) {
        return false;
    }
    if (draft->channel == CHANNEL_SMS) {
        return sms_phone_is_e164(draft->to) && sms_parts(draft->text) <= SMS_MAX_PARTS;
    }
    return is_line(draft->to, 254) && str_index(draft->to, '@') > 0 &&
           str_index(draft->to, ' ') < 0 && str_index(draft->to, ',') < 0 &&
           is_line(draft->subject, SUBJECT_MAX);
}

/* A NULL str in a NOT NULL column would be a mistake of ours; empty is meant. */
static str or_empty(str s)
{
    return s.ptr == NULL ? STR("") : s;
}

err outbox_put(struct db *tx, struct arena *arena, when now, const struct message_draft *draft)
{
    if (!can_be_sent(draft)) {
        return ERR_INVALID;
    }
    struct message_insert_in in = {
        .id = {id_new(arena)},
        .channel = channel_word(draft->channel),
        .recipient = draft->to,
        .subject = or_empty(draft->subject),
        .text = draft->text,
        .html = or_empty(draft->html),
        .dedupe = draft->dedupe.len > 0 ? draft->dedupe : (str){0},
        .expires_at = draft->expires.us == 0 ? WHEN_NONE : draft->expires,
        .now = now,
        .urgent = draft->urgent,
    };
    err e = message_insert(tx, &in);
    if (e == ERR_OK) {
        job_bell_ring();
    }
    return e;
}

err outbox_recent(struct db *db, struct arena *arena, int64_t limit, struct outbox_entry **out,
                  size_t *out_count)
{
    struct message_recent_row *rows = NULL;
    size_t count = 0;
    err e = message_recent_all(db, arena, &(struct message_recent_in){limit}, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct outbox_entry *entries = ARENA_ARRAY(arena, struct outbox_entry, count);
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct outbox_entry){
            .id = rows[i].id,
            .channel = rows[i].channel,
            .to = rows[i].recipient,
            .subject = rows[i].subject,
            .text = rows[i].text,
            .html = rows[i].html,
            .state = rows[i].state,
            .created_at = rows[i].created_at,
        };
    }
    *out = entries;
    *out_count = count;
    return ERR_OK;
}

err outbox_is_due(struct db *db, struct arena *arena, enum channel channel, when now)
{
    struct message_due_row row;
    return message_due_one(db, arena, &(struct message_due_in){channel_word(channel), now}, &row);
}

err outbox_claim(struct db *tx, struct arena *arena, enum channel channel, when now, when lease_end,
                 struct outbox_item *out)
{
    struct message_claim_in in = {channel_word(channel), true, now, lease_end, holder_number()};
    struct message_claim_row row;
    err e = message_claim_one(tx, arena, &in, &row);
    if (e == ERR_NOT_FOUND) {
        in.urgent = false;
        e = message_claim_one(tx, arena, &in, &row);
    }
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct outbox_item){
        .id = row.id,
        .channel = channel,
        .to = row.recipient,
        .subject = row.subject,
        .text = row.text,
        .html = row.html,
        .attempt = row.attempts,
        .created_at = row.created_at,
        .expires_at = row.expires_at,
    };
    return ERR_OK;
}

/* At most STORY_MAX bytes, cut between characters. */
static str story_of(const struct outbox_end *end)
{
    str story = str_sub(or_empty(end->story), 0, STORY_MAX);
    while (story.len > 0 && !str_is_utf8(story)) {
        story.len--;
    }
    return story;
}

static err end_message(struct db *tx, const struct outbox_item *item, str state, when now,
                       const struct outbox_end *end)
{
    struct message_end_in in = {
        .id = item->id,
        .attempts = item->attempt,
        .state = state,
        .code = end->code,
        .story = story_of(end),
        .keep = end->keep,
        .now = now,
    };
    return message_end(tx, &in);
}

err outbox_sent(struct db *tx, const struct outbox_item *item, when now,
                const struct outbox_end *end)
{
    return end_message(tx, item, STR("sent"), now, end);
}

err outbox_failed(struct db *tx, const struct outbox_item *item, when now,
                  const struct outbox_end *end)
{
    return end_message(tx, item, STR("failed"), now, end);
}

err outbox_delayed(struct db *tx, const struct outbox_item *item, when next_at,
                   const struct outbox_end *end)
{
    struct message_delay_in in = {
        .id = item->id,
        .attempts = item->attempt,
        .code = end->code,
        .story = story_of(end),
        .next_at = next_at,
    };
    return message_delay(tx, &in);
}

err outbox_hasten(struct db *tx, enum channel channel, when now)
{
    return message_hasten(tx, &(struct message_hasten_in){channel_word(channel), now});
}

err outbox_release(struct db *tx, when now)
{
    return message_release(tx, &(struct message_release_in){now});
}

err outbox_purge(struct db *tx, when before)
{
    return message_purge(tx, &(struct message_purge_in){before});
}

err outbox_counts(struct db *db, struct arena *arena, struct outbox_count **out, size_t *out_count)
{
    struct message_counts_row *rows = NULL;
    size_t count = 0;
    err e = message_counts_all(db, arena, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct outbox_count *counts = ARENA_ARRAY(arena, struct outbox_count, count);
    for (size_t i = 0; i < count; i++) {
        counts[i] =
            (struct outbox_count){rows[i].channel, rows[i].state, rows[i].count, rows[i].oldest_at};
    }
    *out = counts;
    *out_count = count;
    return ERR_OK;
}

err outbox_troubles(struct db *db, struct arena *arena, int64_t limit, struct outbox_trouble **out,
                    size_t *out_count)
{
    struct message_troubled_row *rows = NULL;
    size_t count = 0;
    err e = message_troubled_all(db, arena, &(struct message_troubled_in){limit}, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct outbox_trouble *troubles = ARENA_ARRAY(arena, struct outbox_trouble, count);
    for (size_t i = 0; i < count; i++) {
        troubles[i] = (struct outbox_trouble){
            .id = rows[i].id,
            .channel = rows[i].channel,
            .state = rows[i].state,
            .story = rows[i].last_story,
            .attempts = rows[i].attempts,
            .code = rows[i].last_code,
            .next_at = rows[i].next_at,
            .created_at = rows[i].created_at,
        };
    }
    *out = troubles;
    *out_count = count;
    return ERR_OK;
}

err outbox_trouble_count(struct db *db, struct arena *arena, int64_t most, int64_t *out)
{
    struct message_trouble_count_row row;
    err e = message_trouble_count_one(db, arena, &(struct message_trouble_count_in){most}, &row);
    if (e == ERR_OK) {
        *out = row.count;
    }
    return e;
}

err outbox_retry(struct db *tx, message_id id, when now)
{
    int64_t changed = 0;
    err e = message_retry_count(tx, &(struct message_retry_in){id, now}, &changed);
    if (e == ERR_OK && changed == 1) {
        job_bell_ring();
    }
    return e == ERR_OK && changed != 1 ? ERR_CONFLICT : e;
}
