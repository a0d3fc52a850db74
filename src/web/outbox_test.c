/* SPDX-License-Identifier: Apache-2.0 */
#include "web/outbox.h"

#include "test.h"
#include "testdb.h"
#include "web/outbox_queue.h"

static struct test_db t;
static const when noon = {INT64_C(1795348800000000)};

struct put {
    struct message_draft draft;
    when now;
    err result;
};

static err put_fn(struct db *tx, void *arg)
{
    struct put *put = arg;
    put->result = outbox_put(tx, &t.arena, put->now, &put->draft);
    return put->result;
}

static err put(struct message_draft draft, when now)
{
    struct put work = {.draft = draft, .now = now};
    (void)!db_transaction(t.db, put_fn, &work);
    return work.result;
}

static struct message_draft mail(void)
{
    return (struct message_draft){
        .channel = CHANNEL_EMAIL,
        .to = STR("olena@example.net"),
        .subject = STR("Ваш код"),
        .text = STR("Код: 123456\n"),
        .html = STR("<p>Код: 123456</p>"),
    };
}

struct claim {
    enum channel channel;
    when now;
    struct outbox_item item;
};

static err claim_fn(struct db *tx, void *arg)
{
    struct claim *claim = arg;
    return outbox_claim(tx, &t.arena, claim->channel, claim->now, when_add(claim->now, WHEN_MINUTE),
                        &claim->item);
}

static err claim(enum channel channel, when now, struct outbox_item *out)
{
    struct claim work = {.channel = channel, .now = now};
    err e = db_transaction(t.db, claim_fn, &work);
    *out = work.item;
    return e;
}

struct ending {
    err (*end)(struct db *, const struct outbox_item *, when, const struct outbox_end *);
    const struct outbox_item *item;
    when at;
    struct outbox_end how;
};

static err end_fn(struct db *tx, void *arg)
{
    const struct ending *ending = arg;
    return ending->end(tx, ending->item, ending->at, &ending->how);
}

static void finish(const struct ending *ending)
{
    expect(test_db_do(&t, end_fn, (void *)(uintptr_t)ending));
}

static err hasten_fn(struct db *tx, void *arg)
{
    return outbox_hasten(tx, CHANNEL_EMAIL, *(const when *)arg);
}

static err release_fn(struct db *tx, void *arg)
{
    return outbox_release(tx, *(const when *)arg);
}

static struct outbox_entry newest(void)
{
    struct outbox_entry *entries = NULL;
    size_t count = 0;
    db_snapshot_end(t.db);
    expect(outbox_recent(t.db, &t.arena, 1, &entries, &count) == ERR_OK && count == 1);
    return count == 1 ? entries[0] : (struct outbox_entry){0};
}

static void test_urgent(void)
{
    test ("codes overtake every letter that waits, however long it does") {
        struct outbox_item item;
        when later = when_add(noon, 40 * WHEN_DAY);
        struct message_draft draft = mail();
        for (int i = 0; i < 50; i++) {
            draft.to = STR("letter@example.net");
            expect(put(draft, when_add(later, -WHEN_HOUR)) == ERR_OK);
        }
        draft.to = STR("code@example.net");
        draft.urgent = true;
        expect(put(draft, later) == ERR_OK);
        expect(put(draft, when_add(later, -WHEN_SECOND)) == ERR_OK);
        for (int i = 0; i < 2; i++) {
            expect(claim(CHANNEL_EMAIL, later, &item) == ERR_OK);
            expect_str(item.to, STR("code@example.net"));
        }
        for (int i = 0; i < 50; i++) {
            expect(claim(CHANNEL_EMAIL, later, &item) == ERR_OK);
            expect_str(item.to, STR("letter@example.net"));
        }
        expect(claim(CHANNEL_EMAIL, later, &item) == ERR_NOT_FOUND);
    }
}

static void test_put(void)
{
    test ("a draft that can never be sent is refused") {
        struct message_draft draft = mail();
        draft.to = STR("olena@example.net\r\nRCPT TO:<x@example.org>");
        expect(put(draft, noon) == ERR_INVALID);
        draft = mail();
        draft.subject = STR("Hi\nBcc: x@example.org");
        expect(put(draft, noon) == ERR_INVALID);
        draft = mail();
        draft.text = (str){0};
        expect(put(draft, noon) == ERR_INVALID);
        draft = mail();
        draft.channel = CHANNEL_SMS;
        expect(put(draft, noon) == ERR_INVALID);
    }
    test ("two drafts with one dedupe are one message, two without are two") {
        struct message_draft draft = mail();
        draft.dedupe = STR("welcome:1");
        expect(put(draft, noon) == ERR_OK);
        expect(put(draft, noon) == ERR_OK);
        struct outbox_item item;
        expect(claim(CHANNEL_EMAIL, noon, &item) == ERR_OK);
        finish(&(struct ending){outbox_sent, &item, noon, {250, STR("accepted"), false}});
        expect(claim(CHANNEL_EMAIL, noon, &item) == ERR_NOT_FOUND);
    }
}

static void test_claims(void)
{
    struct outbox_item item;
    struct outbox_item second;
    when later = when_add(noon, 2 * WHEN_MINUTE);
    test ("a claimed message is nobody else's until the lease ends") {
        expect(put(mail(), noon) == ERR_OK);
        expect(claim(CHANNEL_SMS, noon, &item) == ERR_NOT_FOUND);
        expect(claim(CHANNEL_EMAIL, noon, &item) == ERR_OK);
        expect_str(item.subject, STR("Ваш код"));
        expect(when_is_none(item.expires_at));
        expect(claim(CHANNEL_EMAIL, noon, &second) == ERR_NOT_FOUND);
        expect(claim(CHANNEL_EMAIL, later, &second) == ERR_OK);
        expect_str(second.id.text, item.id.text);
        expect_i64(second.attempt, 2);
    }
    test ("whoever lost the lease records nothing") {
        finish(&(struct ending){outbox_sent, &item, later, {250, STR(""), false}});
        expect_str(newest().state, STR("waiting"));
    }
    test ("a delayed message waits, unless nobody answered and the peer is back") {
        when retry = when_add(later, WHEN_HOUR);
        finish(&(struct ending){outbox_delayed, &second, retry, {0, STR("refused"), false}});
        expect(claim(CHANNEL_EMAIL, later, &item) == ERR_NOT_FOUND);
        expect(test_db_do(&t, hasten_fn, &later));
        expect(claim(CHANNEL_EMAIL, later, &item) == ERR_OK);
        expect(test_db_do(&t, hasten_fn, &later));
        expect(claim(CHANNEL_EMAIL, later, &second) == ERR_NOT_FOUND);
        finish(&(struct ending){outbox_delayed, &item, retry, {451, STR("greylisted"), false}});
        expect(test_db_do(&t, hasten_fn, &later));
        expect(claim(CHANNEL_EMAIL, later, &second) == ERR_NOT_FOUND);
        expect(claim(CHANNEL_EMAIL, retry, &item) == ERR_OK);
    }
    test ("the claims of a process that is gone can be ended at once") {
        when retry = when_add(later, WHEN_HOUR);
        expect(claim(CHANNEL_EMAIL, retry, &second) == ERR_NOT_FOUND);
        expect(test_db_do(&t, release_fn, &retry));
        expect(claim(CHANNEL_EMAIL, retry, &item) == ERR_OK);
    }
    test ("a sent message is wiped, in a demonstration it is kept") {
        finish(&(struct ending){outbox_sent, &item, later, {250, STR("accepted"), false}});
        expect_str(newest().state, STR("sent"));
        expect_str(newest().text, STR(""));
        expect_str(newest().subject, STR(""));
        expect(put(mail(), later) == ERR_OK);
        expect(claim(CHANNEL_EMAIL, later, &item) == ERR_OK);
        finish(&(struct ending){outbox_failed, &item, later, {550, STR("no"), true}});
        expect_str(newest().state, STR("failed"));
        expect_str(newest().text, STR("Код: 123456\n"));
    }
    test ("what is in trouble can be listed without its text") {
        struct outbox_trouble *troubles = NULL;
        size_t count = 0;
        db_snapshot_end(t.db);
        expect(outbox_troubles(t.db, &t.arena, 10, &troubles, &count) == ERR_OK && count == 1);
        expect_i64(troubles[0].code, 550);
        struct outbox_count *counts = NULL;
        expect(outbox_counts(t.db, &t.arena, &counts, &count) == ERR_OK && count == 1);
        expect_str(counts[0].state, STR("failed")); /* what was sent is not counted */
        expect_i64(counts[0].count, 1);
    }
}

int main(void)
{
    if (!test_db_open(&t)) {
        return tests_skipped("this engine is not at hand");
    }
    test_put();
    test_claims();
    test_urgent();
    test_db_close(&t);
    return tests_done();
}
