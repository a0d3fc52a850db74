/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/documents.h"

#include "crypto/mac.h"
#include "features/invoices/documents_store.h"
#include "system/log.h"
#include "system/random.h"

#define PRINT_JOB "document.print"
#define CHECKED_AT_ONCE 50
#define WAITING_AT_ONCE 500

struct wanting {
    struct arena *arena;
    const struct document_ask *ask;
    struct document document;
};

/* The words are made inside: what they say and that they are kept is one moment. */
static err want_in(struct db *tx, void *arg)
{
    struct wanting *wanting = arg;
    struct arena *arena = wanting->arena;
    str sheet = STR("");
    err e = document_standing(tx, arena, wanting->ask, &wanting->document);
    if (e == ERR_NOT_FOUND) {
        e = document_sheet(tx, arena, wanting->ask, &sheet);
        if (e == ERR_OK) {
            e = document_store_put(tx, (document_id){id_new(arena)}, wanting->ask, sheet);
        }
        if (e == ERR_OK) {
            e = document_standing(tx, arena, wanting->ask, &wanting->document);
        }
    }
    if (e != ERR_OK || wanting->document.is_printed) {
        return e;
    }
    str id = wanting->document.id.text;
    return job_put_errand(tx, wanting->ask->now, STR(PRINT_JOB), id, wanting->ask->now, id);
}

err document_want(struct db *db, struct arena *arena, const struct document_ask *ask,
                  struct document *out)
{
    err e = document_standing(db, arena, ask, out);
    if (e != ERR_NOT_FOUND && (e != ERR_OK || out->is_printed)) {
        return e;
    }
    struct wanting wanting = {.arena = arena, .ask = ask};
    e = db_transaction(db, want_in, &wanting);
    if (e == ERR_OK) {
        *out = wanting.document;
    }
    return e;
}

str document_file_name(struct arena *arena, const struct document_ask *ask)
{
    str number = ask->kind == DOCUMENT_CREDIT_NOTE ? ask->note->number : ask->invoice->number;
    str kind = document_kind_word(ask->kind);
    str lang = lang_code(ask->lang);
    return str_printf(arena, "%" STR_FMT "-%" STR_FMT "-%" STR_FMT ".pdf", STR_ARG(kind),
                      STR_ARG(number), STR_ARG(lang));
}

struct telling {
    document_id id;
    str story;
};

static err tell_in(struct db *tx, void *arg)
{
    const struct telling *telling = arg;
    return document_store_story(tx, telling->id, telling->story);
}

/* Outside of the transaction: the printing itself. What cannot be printed is no failure of the job:
 * the document waits with its story, and is tried again when somebody asks or the round comes. */
static err go_print(struct db *db, const struct job_run *run, void **out_found)
{
    document_id id = {run->ref};
    str sheet = STR("");
    bool is_printed = false;
    struct outside_print *printed = ARENA_NEW(run->arena, struct outside_print);
    err e = document_store_sheet(db, run->arena, id, &sheet, &is_printed);
    if (e != ERR_OK || is_printed) {
        return e;
    }
    outside_print(run->outside, run->arena, sheet, printed);
    if (!printed->is_done) {
        struct telling telling = {.id = id, .story = printed->story};
        log_error("document not printed", LOG_STR("document", run->ref),
                  LOG_STR("story", printed->story), LOG_END);
        return db_transaction(db, tell_in, &telling);
    }
    *out_found = printed;
    return ERR_OK;
}

static err keep_print(struct db *tx, const struct job_run *run)
{
    const struct outside_print *printed = run->found;
    return printed == NULL ? ERR_OK
                           : document_store_printed(tx, run->arena, (document_id){run->ref},
                                                    printed->pdf, run->now);
}

/* The round: whatever waits is put to print again. */
static err put_waiting(struct db *tx, const struct job_run *run)
{
    document_id *waiting = NULL;
    size_t count = 0;
    err e = document_store_waiting(tx, run->arena, WAITING_AT_ONCE, &waiting, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        str id = waiting[i].text;
        e = job_put_errand(tx, run->now, STR(PRINT_JOB), id, run->now, id);
    }
    return e;
}

const struct job_kind invoices_jobs[] = {
    {.name = PRINT_JOB, .go = go_print, .run = keep_print, .on_any_clock = true},
    {.name = "document.waiting",
     .run = put_waiting,
     .period_us = 10 * WHEN_MINUTE,
     .on_any_clock = true},
    JOB_KINDS_END,
};

static err check_one(struct arena *arena, const struct outside *outside,
                     const struct printed *document, struct buf *report, size_t *wrong)
{
    struct outside_print printed;
    outside_print(outside, arena, document->sheet, &printed);
    if (!printed.is_done) {
        buf_printf(report, "%" STR_FMT "\n", STR_ARG(printed.story));
        return ERR_UNAVAILABLE;
    }
    struct digest digest = sha256(printed.pdf);
    str hex = digest_hex(arena, &digest);
    if (!str_eq(hex, document->sha256)) {
        buf_printf(report,
                   "document %" STR_FMT " (%" STR_FMT " %" STR_FMT ", %" STR_FMT
                   "): printed anew it is another\n",
                   STR_ARG(document->id.text), STR_ARG(document->kind), STR_ARG(document->ref),
                   STR_ARG(document->language));
        (*wrong)++;
    }
    return ERR_OK;
}

err documents_check(struct db *db, struct arena *arena, const struct outside *outside,
                    struct buf *report)
{
    str after = STR("");
    size_t wrong = 0, count = 0;
    err e = ERR_OK;
    do {
        struct printed *documents = NULL;
        e = document_store_page(db, arena, after, CHECKED_AT_ONCE, &documents, &count);
        db_snapshot_end(db);
        for (size_t i = 0; e == ERR_OK && i < count; i++) {
            struct arena_mark mark = arena_mark(arena);
            size_t said = report->len;
            e = check_one(arena, outside, &documents[i], report, &wrong);
            after = documents[i].id.text;
            if (said == report->len) {
                arena_rewind(arena, mark);
            }
        }
    } while (e == ERR_OK && count == CHECKED_AT_ONCE);
    return e == ERR_OK && wrong > 0 ? ERR_CONFLICT : e;
}
