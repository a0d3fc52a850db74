/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed_books.h"

#include "app/seed_books_sql.h"
#include "system/random.h"

static const char *const currencies[SEED_CURRENCIES] = {"UAH", "EUR"};

static size_t index_of(const char *currency)
{
    return str_eq(str_from_z(currency), str_from_z(currencies[0])) ? 0 : 1;
}

static err open_book(struct db *tx, struct arena *arena, str owner, const char *word,
                     const char *currency, struct seed_book *book)
{
    *book = (struct seed_book){.id = {id_new(arena)}};
    return seed_book_open(tx, &(struct seed_book_open_in){.id = book->id,
                                                          .owner = owner,
                                                          .book = str_from_z(word),
                                                          .currency = str_from_z(currency)});
}

/* Ids of the provider's books are fixed, so that they live without an arena. */
static err open_own(struct db *tx, struct seed_books *books, size_t currency)
{
    static const char *const words[SEED_PROVIDER_BOOKS] = {"clearing", "revenue", "tax"};
    static const char *const ids[SEED_CURRENCIES][SEED_PROVIDER_BOOKS] = {
        {"019b76da-a800-7000-8000-000000000001", "019b76da-a800-7000-8000-000000000002",
         "019b76da-a800-7000-8000-000000000003"},
        {"019b76da-a800-7000-8000-000000000004", "019b76da-a800-7000-8000-000000000005",
         "019b76da-a800-7000-8000-000000000006"},
    };
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < SEED_PROVIDER_BOOKS; i++) {
        struct seed_book *book = &books->own[currency][i];
        book->id.text = str_from_z(ids[currency][i]);
        struct seed_book_open_in in = {.id = book->id,
                                       .owner = STR(""),
                                       .book = str_from_z(words[i]),
                                       .currency = str_from_z(currencies[currency])};
        e = seed_book_open(tx, &in);
    }
    books->are_open[currency] = true;
    return e;
}

err seed_purse_open(struct db *tx, struct arena *arena, struct seed_books *books,
                    struct seed_purse *purse)
{
    size_t currency = index_of(purse->currency);
    err e = books->are_open[currency] ? ERR_OK : open_own(tx, books, currency);
    return e == ERR_OK ? open_book(tx, arena, purse->account.text, "balance", purse->currency,
                                   &purse->balance)
                       : e;
}

static err post(struct db *tx, transaction_id id, struct seed_book *book, int64_t amount)
{
    book->balance += amount;
    book->seq++;
    return seed_posting(tx, &(struct seed_posting_in){.book = book->id,
                                                      .seq = book->seq,
                                                      .transaction = id,
                                                      .amount = amount,
                                                      .balance_after = book->balance});
}

static err begin(struct db *tx, struct arena *arena, const char *cause, str ref, str note, when at,
                 transaction_id *out)
{
    *out = (transaction_id){id_new(arena)};
    return seed_transaction(tx, &(struct seed_transaction_in){.id = *out,
                                                              .cause = str_from_z(cause),
                                                              .cause_ref = ref,
                                                              .actor = STR("system"),
                                                              .note = note,
                                                              .at = at});
}

err seed_purse_pay_in(struct db *tx, struct arena *arena, struct seed_books *books,
                      struct seed_purse *purse, payment_id payment, str number, int64_t amount,
                      when at)
{
    transaction_id id;
    struct seed_book *clearing = &books->own[index_of(purse->currency)][SEED_CLEARING];
    err e = begin(tx, arena, "payment.received", payment.text, STR(""), at, &id);
    if (e == ERR_OK) {
        e = post(tx, id, clearing, amount);
    }
    if (e == ERR_OK) {
        e = post(tx, id, &purse->balance, -amount);
    }
    if (e != ERR_OK) {
        return e;
    }
    purse->in += amount;
    purse->paid++;
    struct seed_line_in line = {
        .book = purse->balance.id,
        .at = at,
        .seq = purse->balance.seq,
        .transaction = id,
        .cause = STR("payment.received"),
        .document_kind = STR("payment"),
        .document_id = payment.text,
        .document_number = number,
        .note = STR(""),
        .amount = amount,
        .balance_after = -purse->balance.balance,
        .total_in = purse->in,
        .total_out = purse->out,
        .cause_in = purse->in,
        .cause_out = 0,
        .cause_count = purse->paid,
    };
    return seed_line(tx, &line);
}

static err apply(struct db *tx, struct arena *arena, struct seed_purse *purse,
                 const struct seed_bill *bill)
{
    transaction_id id;
    int64_t total = bill->net + bill->tax;
    str ref = str_printf(arena, "%" STR_FMT ":1", STR_ARG(bill->id.text));
    err e = begin(tx, arena, "invoice.applied", ref, bill->number, bill->at, &id);
    if (e == ERR_OK) {
        e = post(tx, id, &purse->balance, total);
    }
    if (e == ERR_OK) {
        e = post(tx, id, &purse->receivable, -total);
    }
    if (e != ERR_OK) {
        return e;
    }
    purse->out += total;
    purse->spent++;
    struct seed_line_in line = {
        .book = purse->balance.id,
        .at = bill->at,
        .seq = purse->balance.seq,
        .transaction = id,
        .cause = STR("invoice.applied"),
        .document_kind = STR("invoice"),
        .document_id = bill->id.text,
        .document_number = bill->number,
        .note = bill->number,
        .amount = -total,
        .balance_after = -purse->balance.balance,
        .total_in = purse->in,
        .total_out = purse->out,
        .cause_in = 0,
        .cause_out = purse->out,
        .cause_count = purse->spent,
    };
    return seed_line(tx, &line);
}

static err settle(struct db *tx, struct arena *arena, struct seed_books *books,
                  struct seed_purse *purse, const struct seed_bill *bill)
{
    transaction_id id;
    struct seed_book *own = books->own[index_of(purse->currency)];
    err e = begin(tx, arena, "invoice.settled", bill->id.text, bill->number, bill->at, &id);
    if (e == ERR_OK) {
        e = post(tx, id, &purse->receivable, bill->net + bill->tax);
    }
    if (e == ERR_OK) {
        e = post(tx, id, &own[SEED_REVENUE], -bill->net);
    }
    return e == ERR_OK && bill->tax > 0 ? post(tx, id, &own[SEED_TAX], -bill->tax) : e;
}

err seed_purse_spend(struct db *tx, struct arena *arena, struct seed_books *books,
                     struct seed_purse *purse, const struct seed_bill *bill)
{
    err e = ERR_OK;
    if (!purse->owes) {
        e = open_book(tx, arena, purse->account.text, "receivable", purse->currency,
                      &purse->receivable);
        purse->owes = true;
    }
    if (e == ERR_OK) {
        e = apply(tx, arena, purse, bill);
    }
    return e == ERR_OK ? settle(tx, arena, books, purse, bill) : e;
}

static err stand(struct db *tx, const struct seed_book *book)
{
    struct seed_book_stand_in in = {
        .id = book->id, .balance = book->balance, .last_seq = book->seq};
    return seed_book_stand(tx, &in);
}

err seed_purse_close(struct db *tx, const struct seed_purse *purse)
{
    err e = stand(tx, &purse->balance);
    return e == ERR_OK && purse->owes ? stand(tx, &purse->receivable) : e;
}

err seed_books_close(struct db *tx, const struct seed_books *books)
{
    err e = ERR_OK;
    for (size_t i = 0; i < SEED_CURRENCIES; i++) {
        for (size_t j = 0; e == ERR_OK && books->are_open[i] && j < SEED_PROVIDER_BOOKS; j++) {
            e = stand(tx, &books->own[i][j]);
        }
    }
    return e;
}
