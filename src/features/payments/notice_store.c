/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/notice_store.h"

#include "base/check.h"
#include "features/payments/notice_sql.h"

static enum notice_kind kind_of(str word)
{
    int kind = NOTICE_OTHER;
    while (!str_eq(notice_kind_word((enum notice_kind)kind), word)) {
        kind++;
        CHECK(kind <= NOTICE_UNREADABLE);
    }
    return (enum notice_kind)kind;
}

/* A row, whichever query it is of; lists leave the body out, which may be long. */
#define NOTICE_OF(row, bytes)                                                                      \
    (struct notice)                                                                                \
    {                                                                                              \
        .id = (row).id, .provider = (row).provider, .kind = kind_of((row).kind),                   \
        .event_id = (row).event_id, .payment_ref = (row).payment_ref,                              \
        .external_id = (row).external_id, .charge_id = (row).charge_id, .amount = (row).amount,    \
        .currency = (row).currency, .body = (bytes), .signature = (row).signature,                 \
        .network = (row).network, .state = (row).state, .reason = (row).reason,                    \
        .payment = (row).payment_id, .received_at = (row).received_at,                             \
        .settled_at = (row).settled_at, .settled_by = (row).settled_by,                            \
    }

err notice_store_insert(struct db *tx, const struct notice *notice, str digest, when now,
                        bool *out_first)
{
    struct payment_notice_insert_in in = {
        .id = notice->id,
        .provider = notice->provider,
        .body_digest = digest,
        .body = notice->body,
        .signature = notice->signature,
        .network = notice->network,
        .event_id = notice->event_id,
        .kind = notice_kind_word(notice->kind),
        .payment_ref = notice->payment_ref,
        .external_id = notice->external_id,
        .charge_id = notice->charge_id,
        .amount = notice->amount,
        .currency = notice->currency,
        .now = now,
    };
    int64_t changed = 0;
    err e = payment_notice_insert_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}

err notice_store_by_digest(struct db *db, struct arena *arena, str provider, str digest,
                           notice_id *out, str *out_state)
{
    struct payment_notice_by_digest_in in = {.provider = provider, .body_digest = digest};
    struct payment_notice_by_digest_row row;
    err e = payment_notice_by_digest_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
        *out_state = row.state;
    }
    return e;
}

err notice_store_find(struct db *db, struct arena *arena, notice_id id, struct notice *out)
{
    struct payment_notice_find_row row;
    err e = payment_notice_find_one(db, arena, &(struct payment_notice_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = NOTICE_OF(row, row.body);
    }
    return e;
}

err notice_store_waiting(struct db *db, struct arena *arena, str state, int64_t limit,
                         struct notice **out, size_t *out_count)
{
    struct payment_notice_waiting_in in = {.state = state, .limit = limit};
    struct payment_notice_waiting_row *rows = NULL;
    err e = payment_notice_waiting_all(db, arena, &in, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct notice, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = NOTICE_OF(rows[i], STR(""));
        }
    }
    return e;
}

err notice_store_count(struct db *db, struct arena *arena, str state, int64_t *out)
{
    struct payment_notice_count_row row;
    err e = payment_notice_count_one(db, arena, &(struct payment_notice_count_in){.state = state},
                                     &row);
    if (e == ERR_OK) {
        *out = row.count;
    }
    return e;
}

err notice_store_of_payment(struct db *db, struct arena *arena, payment_id payment,
                            struct notice **out, size_t *out_count)
{
    struct payment_notice_of_payment_in in = {.payment_id = payment};
    struct payment_notice_of_payment_row *rows = NULL;
    err e = payment_notice_of_payment_all(db, arena, &in, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct notice, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = NOTICE_OF(rows[i], STR(""));
        }
    }
    return e;
}

err notice_store_settle(struct db *tx, const struct notice_settling *settling, bool *out_settled)
{
    struct payment_notice_settle_in in = {
        .id = settling->id,
        .before = settling->before,
        .after = settling->after,
        .reason = settling->reason,
        .payment_id = settling->payment,
        .settled_by = settling->by,
        .now = settling->now,
    };
    int64_t changed = 0;
    err e = payment_notice_settle_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_settled = changed == 1;
    }
    return e;
}

err event_store_take(struct db *tx, struct arena *arena, const struct notice *notice,
                     notice_id *out_first)
{
    struct payment_event_insert_in in = {
        .provider = notice->provider, .event_id = notice->event_id, .notice_id = notice->id};
    int64_t changed = 0;
    err e = payment_event_insert_count(tx, &in, &changed);
    if (e != ERR_OK || changed == 1) {
        return e;
    }
    struct payment_event_first_row row;
    e = payment_event_first_one(tx, arena,
                                &(struct payment_event_first_in){.provider = notice->provider,
                                                                 .event_id = notice->event_id},
                                &row);
    if (e == ERR_OK) {
        *out_first = row.notice_id;
    }
    return e;
}
