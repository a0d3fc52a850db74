/* SPDX-License-Identifier: Apache-2.0 */
#include "app/jobs_private.h"

#include <stdatomic.h>
#include <unistd.h>

#include "app/clock_guard.h"
#include "app/courier_link.h"
#include "app/queue_figures.h"
#include "system/clock.h"
#include "system/log.h"
#include "web/outbox_queue.h"

#define LEASE (3 * WHEN_MINUTE) /* over the longest exchange and the recording after it */
#define MAIL_PATIENCE (3 * WHEN_DAY)
#define SMS_PATIENCE (6 * WHEN_HOUR)
#define KEPT_AT_ONCE 32
#define RECORD_TRIES_STOPPING 5
#define RECORD_PAUSE_US 200000

/* Pauses after a refusal that may pass (4xx), and, shorter, while nobody answers at all: then it is
 * not about the message, and a peer that comes back should not be waited for. The last one repeats.
 */
static const int64_t refused_pauses[] = {WHEN_MINUTE, 5 * WHEN_MINUTE, 30 * WHEN_MINUTE,
                                         2 * WHEN_HOUR, 6 * WHEN_HOUR};
static const int64_t away_pauses[] = {5 * WHEN_SECOND, 15 * WHEN_SECOND, WHEN_MINUTE,
                                      5 * WHEN_MINUTE};

struct sender sender_of(const struct jobs_options *options, enum channel channel)
{
    return (struct sender){
        .options = options,
        .channel = channel,
        .link = channel == CHANNEL_SMS ? options->sms : options->mail,
        .peer_was_away = true, /* perhaps before the restart */
    };
}

static int64_t pause_after(int64_t attempt, int code)
{
    const int64_t *pauses = code == 0 ? away_pauses : refused_pauses;
    int64_t last = (int64_t)(code == 0 ? ARRAY_LEN(away_pauses) : ARRAY_LEN(refused_pauses)) - 1;
    return jittered(pauses[attempt - 1 < last ? attempt - 1 : last]);
}

static str mail_domain(str from)
{
    ptrdiff_t at = str_index(from, '@');
    return at < 0 ? STR("localhost") : str_skip(from, (size_t)at + 1);
}

static struct courier_job mail_job(struct arena *arena, const struct settings *s,
                                   const struct outbox_item *item)
{
    str from = s->mail_from.len > 0 ? s->mail_from : STR("kabinet@localhost");
    return (struct courier_job){
        .kind = COURIER_MAIL,
        .timeout_ms = (int)(s->smtp_timeout / 1000),
        .url = s->smtp_url,
        .user = s->smtp_user,
        .password = secret_reveal(s->smtp_password),
        .ca_file = s->smtp_ca_file,
        .tls = s->smtp_tls,
        /* The same for every attempt: a mail that was taken twice is seen as one. */
        .id = str_printf(arena, "%" STR_FMT "@%" STR_FMT, STR_ARG(item->id.text),
                         STR_ARG(mail_domain(from))),
        .from = from,
        .from_name = s->mail_from_name.len > 0 ? s->mail_from_name : s->brand_name,
        .to = item->to,
        .subject = item->subject,
        .text = item->text,
        .html = item->html,
        .date = item->created_at,
    };
}

static struct courier_job sms_job(const struct settings *s, const struct outbox_item *item)
{
    return (struct courier_job){
        .kind = str_eq(s->sms_driver, STR("kannel")) ? COURIER_SMS_KANNEL : COURIER_SMS_HTTP,
        .timeout_ms = (int)(s->sms_timeout / 1000),
        .url = s->sms_url,
        .user = s->sms_user,
        .password = secret_reveal(s->sms_password),
        .ca_file = s->sms_ca_file,
        .allow_plain = s->sms_plain_http,
        .method = s->sms_method,
        .headers = secret_reveal(s->sms_headers),
        .body = s->sms_body,
        .ok = s->sms_ok,
        .sender = s->sms_sender,
        .id = item->id.text,
        .to = item->to,
        .text = item->text,
    };
}

/* One message from claim to record. */
struct sending {
    struct sender *sender;
    struct arena *arena;
    struct outbox_item item;
    when now;           /* when it was claimed */
    int64_t claimed_us; /* the same, monotonic */
    when next_at;       /* when the next attempt would be */
    struct delivery delivery;
    int64_t kept;
};

static err claim(struct db *tx, void *arg)
{
    struct sending *sending = arg;
    return outbox_claim(tx, sending->arena, sending->sender->channel, sending->now,
                        when_add(sending->now, LEASE), &sending->item);
}

static bool is_too_old(const struct sending *sending, when next_at)
{
    if (clock_guard_jumped()) {
        return false; /* only a date that is believed gives up a message */
    }
    const struct outbox_item *item = &sending->item;
    int64_t patience = item->channel == CHANNEL_SMS ? SMS_PATIENCE : MAIL_PATIENCE;
    bool expired = !when_is_none(item->expires_at) && !when_before(next_at, item->expires_at);
    return expired || when_before(when_add(item->created_at, patience), next_at);
}

static err record(struct db *tx, void *arg)
{
    struct sending *sending = arg;
    const struct delivery *delivery = &sending->delivery;
    const struct outbox_item *item = &sending->item;
    struct outbox_end end = {
        .code = delivery->code,
        .story = delivery->story,
        .keep = sending->sender->options->site->settings->demo,
    };
    err e = ERR_OK;
    switch (delivery->verdict) {
    case DELIVERY_SENT:
        e = outbox_sent(tx, item, sending->now, &end);
        return e == ERR_OK && sending->sender->peer_was_away
                   ? outbox_hasten(tx, item->channel, sending->now)
                   : e;
    case DELIVERY_FINAL:
        return outbox_failed(tx, item, sending->now, &end);
    case DELIVERY_RETRY:
        break;
    }
    return outbox_delayed(tx, item, sending->next_at, &end);
}

/* A server that stops does not wait for a database that may never come back. */
static bool may_try_again(const struct sending *sending, int tries)
{
    const _Atomic bool *stopping = sending->sender->stopping;
    bool stops = stopping == NULL || atomic_load(stopping);
    return clock_monotonic_us() < sending->claimed_us + LEASE &&
           !(stops && tries >= RECORD_TRIES_STOPPING);
}

/* The message is out: an outcome that is not written down would send it a second time. So it is
 * kept for as long as the message is ours alone, and written when the database is back. */
static err record_firmly(struct db *db, struct sending *sending)
{
    err e = db_transaction(db, record, sending);
    for (int tries = 1; e == ERR_UNAVAILABLE && may_try_again(sending, tries); tries++) {
        usleep(RECORD_PAUSE_US);
        e = db_transaction(db, record, sending);
    }
    return e;
}

static void count_and_log(const struct sending *sending, struct jobs_summary *summary)
{
    const struct delivery *delivery = &sending->delivery;
    str id = sending->item.id.text;
    str channel = channel_word(sending->item.channel);
    if (delivery->verdict == DELIVERY_SENT) {
        summary->messages_sent++;
        log_info("message sent", LOG_STR("message_id", id), LOG_STR("channel", channel),
                 LOG_INT("attempt", sending->item.attempt), LOG_END);
        return;
    }
    bool final = delivery->verdict == DELIVERY_FINAL;
    summary->messages_failed += final;
    summary->messages_delayed += !final;
    log_warning(final ? "message given up" : "message delayed", LOG_STR("message_id", id),
                LOG_STR("channel", channel), LOG_INT("attempt", sending->item.attempt),
                LOG_INT("code", delivery->code), LOG_STR("story", delivery->story), LOG_END);
}

/* Sends the claimed message, and decides what a failure means for it. */
static void send_claimed(struct sender *sender, struct sending *sending)
{
    const struct settings *settings = sender->options->site->settings;
    if (is_too_old(sending, sending->now)) {
        sending->delivery = (struct delivery){DELIVERY_FINAL, 0, STR("too late to be of use")};
        return;
    }
    struct courier_job job = sender->channel == CHANNEL_SMS
                                 ? sms_job(settings, &sending->item)
                                 : mail_job(sending->arena, settings, &sending->item);
    struct delivery *delivery = &sending->delivery;
    int64_t begun = clock_monotonic_us();
    courier_link_send(sender->link, sending->arena, &job, delivery);
    sending->next_at =
        when_add(sending->now,
                 clock_monotonic_us() - begun + pause_after(sending->item.attempt, delivery->code));
    if (delivery->verdict == DELIVERY_RETRY && is_too_old(sending, sending->next_at)) {
        delivery->verdict = DELIVERY_FINAL;
    }
}

static err send_one(struct sender *sender, struct db *db, struct sending *sending,
                    struct jobs_summary *summary)
{
    err e = db_transaction(db, claim, sending);
    if (e != ERR_OK) {
        return e;
    }
    send_claimed(sender, sending);
    e = record_firmly(db, sending);
    if (e == ERR_OK) {
        count_and_log(sending, summary);
        sender->peer_was_away = sending->delivery.code == 0;
        queue_figures_peer(sender->channel, !sender->peer_was_away);
    }
    return e;
}

/* A demonstration without a peer: the outbox page is where its messages arrive. */
static err keep_some(struct db *tx, void *arg)
{
    struct sending *sending = arg;
    struct outbox_end end = {.story = STR("kept in the demo outbox"), .keep = true};
    sending->kept = 0;
    while (sending->kept < KEPT_AT_ONCE) {
        err e = claim(tx, sending);
        if (e == ERR_NOT_FOUND) {
            break;
        }
        if (e == ERR_OK) {
            e = outbox_sent(tx, &sending->item, sending->now, &end);
        }
        if (e != ERR_OK) {
            return e;
        }
        sending->kept++;
    }
    return ERR_OK;
}

err sender_step(struct sender *sender, struct db *db, struct arena *arena, when now,
                struct jobs_summary *summary)
{
    bool keeps = sender->link == NULL && sender->options->site->settings->demo;
    if (sender->link == NULL && !keeps) {
        return ERR_NOT_FOUND;
    }
    err e = outbox_is_due(db, arena, sender->channel, now);
    db_snapshot_end(db);
    if (e != ERR_OK) {
        return e;
    }
    struct sending sending = {
        .sender = sender, .arena = arena, .now = now, .claimed_us = clock_monotonic_us()};
    if (!keeps) {
        return send_one(sender, db, &sending, summary);
    }
    e = db_transaction(db, keep_some, &sending);
    summary->messages_sent += e == ERR_OK ? sending.kept : 0;
    return e;
}
