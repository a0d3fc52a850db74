/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/payments_store.h"

#include "base/check.h"
#include "features/payments/payments_sql.h"
#include "features/payments/payments.h"

static const str state_words[] = {
#define X(name, word) [name] = STR_INIT(word),
    PAYMENT_STATE_LIST(X)
#undef X
};

str payment_state_word(enum payment_state state)
{
    return state_words[state];
}

static enum payment_state state_of(str word)
{
    size_t state = 0;
    while (!str_eq(state_words[state], word)) {
        state++;
        CHECK(state < ARRAY_LEN(state_words));
    }
    return (enum payment_state)state;
}

money stored_money(int64_t minor, str currency)
{
    money m = {0};
    CHECK(money_of(minor, currency, &m));
    return m;
}

/* A row, whichever query it is of: all have the same columns. */
#define PAYMENT_OF(row)                                                                            \
    (struct payment)                                                                               \
    {                                                                                              \
        .id = (row).id, .number = (row).number, .account = (row).account_id,                       \
        .provider = (row).provider, .invoice = (row).invoice_id,                                   \
        .amount = stored_money((row).amount, (row).currency),                                      \
        .received = stored_money((row).received, (row).currency),                                  \
        .returned = stored_money((row).returned, (row).currency), .state = state_of((row).state),  \
        .external_id = (row).external_id.ptr == NULL ? STR("") : (row).external_id,                \
        .charge_id = (row).charge_id, .checkout_url = (row).checkout_url,                          \
        .failure = (row).failure, .created_at = (row).created_at, .changed_at = (row).changed_at,  \
        .expires_at = (row).expires_at, .received_at = (row).received_at,                          \
        .applied = (row).applied, .debt = (row).debt, .begun_at = (row).begun_at,                  \
    }

static str or_null(str text)
{
    return text.len > 0 ? text : (str){NULL, 0};
}

err payment_store_insert(struct db *tx, const struct payment *payment)
{
    return payment_insert(tx, &(struct payment_insert_in){
                                  .id = payment->id,
                                  .number = payment->number,
                                  .account_id = payment->account,
                                  .provider = payment->provider,
                                  .invoice_id = payment->invoice,
                                  .currency = money_currency(&payment->amount),
                                  .amount = payment->amount.minor,
                                  .state = payment_state_word(payment->state),
                                  .external_id = or_null(payment->external_id),
                                  .checkout_url = payment->checkout_url,
                                  .now = payment->created_at,
                                  .expires_at = payment->expires_at,
                              });
}

err payment_store_find(struct db *db, struct arena *arena, payment_id id, struct payment *out)
{
    struct payment_find_row row;
    err e = payment_find_one(db, arena, &(struct payment_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = PAYMENT_OF(row);
    }
    return e;
}

err payment_store_by_number(struct db *db, struct arena *arena, int64_t number, payment_id *out)
{
    struct payment_by_number_row row;
    err e = payment_by_number_one(db, arena, &(struct payment_by_number_in){number}, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err payment_store_by_external(struct db *db, struct arena *arena, str provider, str external_id,
                              payment_id *out)
{
    struct payment_by_external_in in = {.provider = provider, .external_id = external_id};
    struct payment_by_external_row row;
    err e = payment_by_external_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err payment_store_by_charge(struct db *db, struct arena *arena, str provider, str charge_id,
                            payment_id *out)
{
    struct payment_by_charge_in in = {.provider = provider, .charge_id = charge_id};
    struct payment_by_charge_row row;
    err e = payment_by_charge_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err payment_store_open_like(struct db *db, struct arena *arena, const struct payment_ask *ask,
                            payment_id *out)
{
    struct payment_open_like_in in = {
        .account_id = ask->account,
        .provider = ask->provider,
        .invoice_id = ask->invoice,
        .currency = money_currency(&ask->amount),
        .amount = ask->amount.minor,
        .now = ask->now,
    };
    struct payment_open_like_row row;
    err e = payment_open_like_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err payment_store_is_open(struct db *db, struct arena *arena, invoice_id invoice, bool *out)
{
    struct payment_count_open_row row;
    err e = payment_count_open_one(db, arena,
                                   &(struct payment_count_open_in){.invoice_id = invoice}, &row);
    if (e == ERR_OK) {
        *out = row.count > 0;
    }
    return e;
}

err payment_store_open_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                                  payment_id **out, size_t *out_count)
{
    struct payment_open_of_invoice_row *rows = NULL;
    err e = payment_open_of_invoice_all(
        db, arena, &(struct payment_open_of_invoice_in){.invoice_id = invoice}, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, payment_id, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = rows[i].id;
        }
    }
    return e;
}

err payment_store_by_reference(struct db *db, struct arena *arena, str reference, payment_id *out)
{
    struct payment_by_reference_row row;
    err e = payment_by_reference_one(
        db, arena, &(struct payment_by_reference_in){.reference = reference}, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err payment_store_begun(struct db *tx, payment_id id, when now)
{
    return payment_begun(tx, &(struct payment_begun_in){.id = id, .now = now});
}

err payment_store_did(struct db *tx, payment_id id, int64_t applied, int64_t debt)
{
    return payment_did(tx, &(struct payment_did_in){.id = id, .applied = applied, .debt = debt});
}

static err page_of_account(struct db *db, struct arena *arena, const struct payment_filter *filter,
                           struct payment **out, size_t *out_count)
{
    bool newest = when_is_none(filter->before);
    struct payment_page_in in = {
        .account_id = filter->account,
        .before = newest ? (when){INT64_MAX} : filter->before,
        .before_id = newest ? STR("") : filter->before_id,
        .limit = filter->limit,
    };
    struct payment_page_row *rows = NULL;
    err e = payment_page_all(db, arena, &in, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct payment, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = PAYMENT_OF(rows[i]);
        }
    }
    return e;
}

static err page_of_everybody(struct db *db, struct arena *arena,
                             const struct payment_filter *filter, struct payment **out,
                             size_t *out_count)
{
    bool newest = when_is_none(filter->before);
    struct payment_list_in in = {
        .before = newest ? (when){INT64_MAX} : filter->before,
        .before_id = newest ? STR("") : filter->before_id,
        .limit = filter->limit,
        .state = filter->state,
        .provider = filter->provider,
    };
    struct payment_list_row *rows = NULL;
    err e = payment_list_all(db, arena, &in, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct payment, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = PAYMENT_OF(rows[i]);
        }
    }
    return e;
}

err payment_store_page(struct db *db, struct arena *arena, const struct payment_filter *filter,
                       struct payment **out, size_t *out_count)
{
    return filter->account.text.len > 0 ? page_of_account(db, arena, filter, out, out_count)
                                        : page_of_everybody(db, arena, filter, out, out_count);
}

err payment_store_credit(struct db *tx, payment_id id, const struct payment_receipt *receipt,
                         bool *out_first)
{
    struct payment_credit_in in = {
        .id = id,
        .received = receipt->received.minor,
        .external_id = or_null(receipt->external_id),
        .charge_id = receipt->charge_id,
        .now = receipt->now,
    };
    int64_t changed = 0;
    err e = payment_credit_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}

err payment_store_move(struct db *tx, payment_id id, enum payment_state state, str failure,
                       when now, bool *out_moved)
{
    struct payment_move_in in = {
        .id = id, .state = payment_state_word(state), .failure = failure, .now = now};
    int64_t changed = 0;
    err e = payment_move_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_moved = changed == 1;
    }
    return e;
}

err payment_store_checkout(struct db *tx, payment_id id, str external_id, str url, when now)
{
    return payment_checkout(
        tx, &(struct payment_checkout_in){
                .id = id, .external_id = external_id, .checkout_url = url, .now = now});
}

err payment_store_give_back(struct db *tx, payment_id id, int64_t amount, when now, bool *out_fits)
{
    int64_t changed = 0;
    err e = payment_give_back_count(
        tx, &(struct payment_give_back_in){.id = id, .amount = amount, .now = now}, &changed);
    if (e == ERR_OK) {
        *out_fits = changed == 1;
    }
    return e;
}

err payment_store_keep(struct db *tx, payment_id id, int64_t amount, when now)
{
    return payment_keep(tx, &(struct payment_keep_in){.id = id, .amount = amount, .now = now});
}

err payments_id_is_foreign(struct db *db, struct arena *arena, str id, account_id account,
                           bool *out)
{
    struct payment_foreign_in in = {id, account};
    struct payment_foreign_row row;
    err e = payment_foreign_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}
