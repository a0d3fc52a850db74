/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/invoices_store.h"

#include "base/check.h"
#include "features/invoices/invoices_sql.h"

/* A place behind every row: later than all moments, and an id behind all ids. */
#define AT_THE_NEWEST ((when){INT64_MAX})

static money money_in(str currency, int64_t minor)
{
    money m = {0};
    CHECK(money_of(minor, currency, &m));
    return m;
}

static enum invoice_state state_in(str word)
{
    enum invoice_state state = INVOICE_ISSUED;
    CHECK(invoice_state_of(word, &state));
    return state;
}

/* The rows of all queries over invoices have the same columns, in structs of their own. */
#define INVOICE_OF(row)                                                                            \
    ((struct invoice){                                                                             \
        .id = (row)->id,                                                                           \
        .number = (row)->number,                                                                   \
        .account = (row)->account_id,                                                              \
        .cause = (row)->cause,                                                                     \
        .cause_ref = (row)->cause_ref,                                                             \
        .state = state_in((row)->state),                                                           \
        .net = money_in((row)->currency, (row)->net),                                              \
        .tax = money_in((row)->currency, (row)->tax),                                              \
        .total = money_in((row)->currency, (row)->total),                                          \
        .paid = money_in((row)->currency, (row)->paid),                                            \
        .credited = money_in((row)->currency, (row)->credited),                                    \
        .issued_day = {(int32_t)(row)->issued_day},                                                \
        .issued_at = (row)->issued_at,                                                             \
        .due_at = (row)->due_at,                                                                   \
        .paid_at = (row)->paid_at,                                                                 \
        .closed_at = (row)->closed_at,                                                             \
        .parties = (row)->parties,                                                                 \
    })

#define CREDIT_NOTE_OF(row)                                                                        \
    ((struct credit_note){                                                                         \
        .id = (row)->id,                                                                           \
        .number = (row)->number,                                                                   \
        .invoice = (row)->invoice_id,                                                              \
        .account = (row)->account_id,                                                              \
        .net = money_in((row)->currency, (row)->net),                                              \
        .tax = money_in((row)->currency, (row)->tax),                                              \
        .total = money_in((row)->currency, (row)->total),                                          \
        .reason = (row)->reason,                                                                   \
        .actor = (row)->actor,                                                                     \
        .issued_day = {(int32_t)(row)->issued_day},                                                \
        .issued_at = (row)->issued_at,                                                             \
    })

/* Rows of a list into an array of their own. */
#define READ_ALL(e, arena, type, OF, rows, count, out, out_count)                                  \
    do {                                                                                           \
        if ((e) == ERR_OK) {                                                                       \
            struct type *items = ARENA_ARRAY((arena), struct type, (count));                       \
            for (size_t i = 0; i < (count); i++) {                                                 \
                items[i] = OF(&(rows)[i]);                                                         \
            }                                                                                      \
            *(out) = items;                                                                        \
            *(out_count) = (count);                                                                \
        }                                                                                          \
    } while (false)

err invoice_store_put(struct db *tx, const struct invoice *invoice)
{
    return invoice_insert(tx, &(struct invoice_insert_in){
                                  .id = invoice->id,
                                  .number = invoice->number,
                                  .account = invoice->account,
                                  .currency = money_currency(&invoice->total),
                                  .cause = invoice->cause,
                                  .cause_ref = invoice->cause_ref,
                                  .net = invoice->net.minor,
                                  .tax = invoice->tax.minor,
                                  .total = invoice->total.minor,
                                  .parties = invoice->parties,
                                  .issued_day = invoice->issued_day.number,
                                  .issued_at = invoice->issued_at,
                                  .due_at = invoice->due_at,
                              });
}

err invoice_store_line(struct db *tx, invoice_id invoice, size_t seq,
                       const struct invoice_line *line)
{
    return invoice_line_insert(tx, &(struct invoice_line_insert_in){
                                       .invoice = invoice,
                                       .seq = (int64_t)seq,
                                       .text_uk = line->text_uk,
                                       .text_en = line->text_en,
                                       .quantity = line->quantity,
                                       .unit = line->unit,
                                       .discount = line->discount,
                                       .net = line->net,
                                       .tax_bp = line->tax_bp,
                                       .tax = line->tax,
                                       .total = line->total,
                                       .from_day = line->from.number,
                                       .until_day = line->until.number,
                                       .ref = line->ref,
                                   });
}

err invoice_store_find(struct db *db, struct arena *arena, invoice_id id, struct invoice *out,
                       struct invoice_stand *out_stand)
{
    struct invoice_find_row row;
    err e = invoice_find_one(db, arena, &(struct invoice_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = INVOICE_OF(&row);
        *out_stand = (struct invoice_stand){
            .state = out->state,
            .paid = row.paid,
            .payments = row.payments,
            .credited = row.credited,
            .credited_tax = row.credited_tax,
            .paid_at = row.paid_at,
            .closed_at = row.closed_at,
        };
    }
    return e;
}

err invoice_store_move(struct db *tx, invoice_id id, const struct invoice_stand *stand)
{
    return invoice_set_stand(tx, &(struct invoice_set_stand_in){
                                     .id = id,
                                     .state = invoice_state_word(stand->state),
                                     .paid = stand->paid,
                                     .payments = stand->payments,
                                     .credited = stand->credited,
                                     .credited_tax = stand->credited_tax,
                                     .paid_at = stand->paid_at,
                                     .closed_at = stand->closed_at,
                                 });
}

err invoice_by_id(struct db *db, struct arena *arena, invoice_id id, struct invoice *out)
{
    struct invoice_stand stand;
    struct invoice invoice;
    err e = invoice_store_find(db, arena, id, &invoice, &stand);
    if (e == ERR_OK) {
        *out = invoice;
    }
    return e;
}

err invoice_by_cause(struct db *db, struct arena *arena, const char *cause, str cause_ref,
                     struct invoice *out)
{
    struct invoice_find_cause_row row;
    err e = invoice_find_cause_one(
        db, arena,
        &(struct invoice_find_cause_in){.cause = str_from_z(cause), .cause_ref = cause_ref}, &row);
    if (e == ERR_OK) {
        *out = INVOICE_OF(&row);
    }
    return e;
}

err invoice_by_number(struct db *db, struct arena *arena, str number, struct invoice *out)
{
    struct invoice_find_number_row row;
    err e = invoice_find_number_one(db, arena, &(struct invoice_find_number_in){.number = number},
                                    &row);
    if (e == ERR_OK) {
        *out = INVOICE_OF(&row);
    }
    return e;
}

err invoice_lines(struct db *db, struct arena *arena, invoice_id id, struct invoice_line **out,
                  size_t *out_count)
{
    struct invoice_line_page_row *rows = NULL;
    size_t count = 0;
    err e = invoice_line_page_all(db, arena, &(struct invoice_line_page_in){.invoice = id}, &rows,
                                  &count);
    if (e != ERR_OK) {
        return e;
    }
    struct invoice_line *lines = ARENA_ARRAY(arena, struct invoice_line, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct invoice_line){
            .text_uk = rows[i].text_uk,
            .text_en = rows[i].text_en,
            .quantity = rows[i].quantity,
            .unit = rows[i].unit,
            .discount = rows[i].discount,
            .net = rows[i].net,
            .tax_bp = rows[i].tax_bp,
            .tax = rows[i].tax,
            .total = rows[i].total,
            .from = {(int32_t)rows[i].from_day},
            .until = {(int32_t)rows[i].until_day},
            .ref = rows[i].ref,
        };
    }
    *out = lines;
    *out_count = count;
    return ERR_OK;
}

static err list_all(struct db *db, struct arena *arena, const struct invoice_filter *filter,
                    when before, struct invoice **out, size_t *out_count)
{
    struct invoice_page_of_all_row *rows = NULL;
    size_t count = 0;
    err e = invoice_page_of_all_all(db, arena,
                                    &(struct invoice_page_of_all_in){.state = filter->state,
                                                                     .now = filter->now,
                                                                     .before_at = before,
                                                                     .before_id = filter->before_id,
                                                                     .limit = filter->limit},
                                    &rows, &count);
    READ_ALL(e, arena, invoice, INVOICE_OF, rows, count, out, out_count);
    return e;
}

err invoices_list(struct db *db, struct arena *arena, const struct invoice_filter *filter,
                  struct invoice **out, size_t *out_count)
{
    when before = when_is_none(filter->before) ? AT_THE_NEWEST : filter->before;
    if (filter->account.text.len == 0) {
        return list_all(db, arena, filter, before, out, out_count);
    }
    struct invoice_page_row *rows = NULL;
    size_t count = 0;
    err e = invoice_page_all(db, arena,
                             &(struct invoice_page_in){.account = filter->account,
                                                       .state = filter->state,
                                                       .now = filter->now,
                                                       .before_at = before,
                                                       .before_id = filter->before_id,
                                                       .limit = filter->limit},
                             &rows, &count);
    READ_ALL(e, arena, invoice, INVOICE_OF, rows, count, out, out_count);
    return e;
}

err invoices_open_of(struct db *db, struct arena *arena, account_id account, int64_t limit,
                     struct invoice **out, size_t *out_count)
{
    struct invoice_open_page_row *rows = NULL;
    size_t count = 0;
    err e = invoice_open_page_all(
        db, arena, &(struct invoice_open_page_in){.account = account, .limit = limit}, &rows,
        &count);
    READ_ALL(e, arena, invoice, INVOICE_OF, rows, count, out, out_count);
    return e;
}

err credit_note_store(struct db *tx, const struct credit_note *note)
{
    return credit_note_insert(tx, &(struct credit_note_insert_in){
                                      .id = note->id,
                                      .number = note->number,
                                      .invoice = note->invoice,
                                      .account = note->account,
                                      .currency = money_currency(&note->total),
                                      .net = note->net.minor,
                                      .tax = note->tax.minor,
                                      .total = note->total.minor,
                                      .reason = note->reason,
                                      .actor = note->actor,
                                      .issued_day = note->issued_day.number,
                                      .issued_at = note->issued_at,
                                  });
}

err credit_note_by_id(struct db *db, struct arena *arena, document_id id, struct credit_note *out)
{
    struct credit_note_find_row row;
    err e = credit_note_find_one(db, arena, &(struct credit_note_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = CREDIT_NOTE_OF(&row);
    }
    return e;
}

err credit_notes_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                            struct credit_note **out, size_t *out_count)
{
    struct credit_note_page_row *rows = NULL;
    size_t count = 0;
    err e = credit_note_page_all(db, arena, &(struct credit_note_page_in){.invoice = invoice},
                                 &rows, &count);
    READ_ALL(e, arena, credit_note, CREDIT_NOTE_OF, rows, count, out, out_count);
    return e;
}
