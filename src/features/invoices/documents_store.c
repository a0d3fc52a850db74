/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/documents_store.h"

#include "crypto/mac.h"
#include "features/invoices/documents_sql.h"
#include "features/invoices/invoices.h"

str document_kind_word(enum document_kind kind)
{
    static const char *const words[] = {
#define X(name, word) [name] = word,
        DOCUMENT_KIND_LIST(X)
#undef X
    };
    return str_from_z(words[kind]);
}

str document_ref(const struct document_ask *ask)
{
    return ask->kind == DOCUMENT_CREDIT_NOTE ? ask->note->id.text : ask->invoice->id.text;
}

err document_standing(struct db *db, struct arena *arena, const struct document_ask *ask,
                      struct document *out)
{
    struct document_find_row row;
    err e = document_find_one(db, arena,
                              &(struct document_find_in){.kind = document_kind_word(ask->kind),
                                                         .ref = document_ref(ask),
                                                         .language = lang_code(ask->lang)},
                              &row);
    if (e == ERR_OK) {
        *out = (struct document){
            .id = row.id, .is_printed = !when_is_none(row.printed_at), .story = row.story};
    }
    return e;
}

err document_store_put(struct db *tx, document_id id, const struct document_ask *ask, str sheet)
{
    return document_insert(tx, &(struct document_insert_in){
                                   .id = id,
                                   .kind = document_kind_word(ask->kind),
                                   .ref = document_ref(ask),
                                   .language = lang_code(ask->lang),
                                   .account = ask->invoice->account,
                                   .sheet = sheet,
                                   .now = ask->now,
                               });
}

err document_store_sheet(struct db *db, struct arena *arena, document_id id, str *out,
                         bool *out_printed)
{
    struct document_find_sheet_row row;
    err e = document_find_sheet_one(db, arena, &(struct document_find_sheet_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = row.sheet;
        *out_printed = !when_is_none(row.printed_at);
    }
    return e;
}

err document_pdf(struct db *db, struct arena *arena, document_id id, str *out)
{
    struct document_find_pdf_row row;
    err e = document_find_pdf_one(db, arena, &(struct document_find_pdf_in){.id = id}, &row);
    if (e == ERR_OK && row.pdf.ptr == NULL) {
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        *out = row.pdf;
    }
    return e;
}

err document_store_printed(struct db *tx, struct arena *arena, document_id id, str pdf, when now)
{
    struct digest digest = sha256(pdf);
    return document_set_pdf(
        tx, &(struct document_set_pdf_in){
                .id = id, .pdf = pdf, .sha256 = digest_hex(arena, &digest), .now = now});
}

err document_store_story(struct db *tx, document_id id, str story)
{
    return document_set_story(tx, &(struct document_set_story_in){.id = id, .story = story});
}

err document_store_page(struct db *db, struct arena *arena, str after_id, int64_t limit,
                        struct printed **out, size_t *out_count)
{
    struct document_page_row *rows = NULL;
    size_t count = 0;
    err e = document_page_all(
        db, arena, &(struct document_page_in){.after_id = after_id, .limit = limit}, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct printed *items = ARENA_ARRAY(arena, struct printed, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct printed){.id = rows[i].id,
                                    .kind = rows[i].kind,
                                    .ref = rows[i].ref,
                                    .language = rows[i].language,
                                    .sheet = rows[i].sheet,
                                    .sha256 = rows[i].sha256};
    }
    *out = items;
    *out_count = count;
    return ERR_OK;
}

err document_store_waiting(struct db *db, struct arena *arena, int64_t limit, document_id **out,
                           size_t *out_count)
{
    struct document_page_waiting_row *rows = NULL;
    size_t count = 0;
    err e = document_page_waiting_all(db, arena, &(struct document_page_waiting_in){.limit = limit},
                                      &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    document_id *ids = ARENA_ARRAY(arena, document_id, count);
    for (size_t i = 0; i < count; i++) {
        ids[i] = rows[i].id;
    }
    *out = ids;
    *out_count = count;
    return ERR_OK;
}

err invoices_id_is_foreign(struct db *db, struct arena *arena, str id, account_id account,
                           bool *out)
{
    struct invoice_foreign_in in = {id, account};
    struct invoice_foreign_row row;
    err e = invoice_foreign_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}
