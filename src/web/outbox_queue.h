/* SPDX-License-Identifier: Apache-2.0 */
/* The sender's side of the outbox, for app/jobs alone. A message is claimed until its lease ends,
 * sent outside any transaction, and its outcome recorded; a record by somebody whose lease ran out
 * and whose message was claimed again changes nothing. */
#pragma once

#include "web/outbox.h"

struct outbox_item {
    message_id id;
    enum channel channel;
    str to, subject, text, html;
    int64_t attempt; /* from 1; names the claim */
    when created_at;
    when expires_at; /* WHEN_NONE: never */
};

/* How an attempt ended. */
struct outbox_end {
    int64_t code; /* the peer's reply code, 0 for none */
    str story;    /* kept for people, at most 300 bytes */
    bool keep;    /* do not wipe subject and text: a demonstration shows them */
};

/* ERR_OK when a message of the channel is due, ERR_NOT_FOUND when none is. Reads only. */
err outbox_is_due(struct db *db, struct arena *arena, enum channel channel, when now) MUST_CHECK;

/* Claims the message that is due longest; ERR_NOT_FOUND when there is none. */
err outbox_claim(struct db *tx, struct arena *arena, enum channel channel, when now, when lease_end,
                 struct outbox_item *out) MUST_CHECK;

err outbox_sent(struct db *tx, const struct outbox_item *item, when now,
                const struct outbox_end *end) MUST_CHECK;
err outbox_failed(struct db *tx, const struct outbox_item *item, when now,
                  const struct outbox_end *end) MUST_CHECK;
err outbox_delayed(struct db *tx, const struct outbox_item *item, when next_at,
                   const struct outbox_end *end) MUST_CHECK;

/* The peer answers again: what waited because nobody did is due now. */
err outbox_hasten(struct db *tx, enum channel channel, when now) MUST_CHECK;

/* Ends all claims; only for an engine that a single process uses, at its start. */
err outbox_release(struct db *tx, when now) MUST_CHECK;

/* Forgets messages put before that moment that are done with. */
err outbox_purge(struct db *tx, when before) MUST_CHECK;

/* Of what waits and of what failed; what was sent grows without end and is not counted. */
struct outbox_count {
    str channel, state;
    int64_t count;
    when oldest_at;
};
err outbox_counts(struct db *db, struct arena *arena, struct outbox_count **out,
                  size_t *out_count) MUST_CHECK;

/* A message in trouble: failed, or waiting after a failure. Neither recipient nor text. */
struct outbox_trouble {
    message_id id;
    str channel, state, story;
    int64_t attempts, code;
    when next_at, created_at;
};
err outbox_troubles(struct db *db, struct arena *arena, int64_t limit, struct outbox_trouble **out,
                    size_t *out_count) MUST_CHECK;
/* How many there are, up to most. */
err outbox_trouble_count(struct db *db, struct arena *arena, int64_t most, int64_t *out) MUST_CHECK;
/* One that waits after a failure is due now. ERR_CONFLICT when it does not wait so any more. */
err outbox_retry(struct db *tx, message_id id, when now) MUST_CHECK;
