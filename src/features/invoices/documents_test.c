/* SPDX-License-Identifier: Apache-2.0 */
/* Documents from the first wish to the kept print, with a printer of the test's own. */
#include "features/invoices/documents.h"

#include "features/billing/billing.h"
#include "invoice_tamper_sql.h"
#include "json/reader.h"
#include "test.h"
#include "testroom.h"

static struct test_room r;
static account_id olena;

/* The printer: gives the sheet back as "PDF", or has no fonts, or prints crooked. */
static bool has_fonts = true;
static const char *ink = "%PDF ";

static void print(void *context, struct arena *arena, str sheet, struct outside_print *out)
{
    (void)context;
    *out = (struct outside_print){.is_done = has_fonts, .story = STR("no font at /fonts")};
    if (has_fonts) {
        out->pdf = str_printf(arena, "%s%" STR_FMT, ink, STR_ARG(sheet));
    }
}
static const struct outside outside = {.print = print};

struct issuing {
    struct invoice invoice;
};

static err issue_in(struct db *tx, void *arg)
{
    struct issuing *work = arg;
    struct day from, until;
    expect(day_of(2026, 3, 1, &from) && day_of(2026, 4, 1, &until));
    struct invoice_line lines[] = {
        {.text_uk = STR("Сервер «Їжак»"),
         .text_en = STR("Server \"Hedgehog\""),
         .quantity = 2,
         .unit = 15000,
         .net = 30000,
         .tax_bp = 2000,
         .tax = 6000,
         .total = 36000,
         .from = from,
         .until = until},
    };
    struct invoice_draft draft = {.account = olena,
                                  .currency = STR("UAH"),
                                  .cause = "order",
                                  .cause_ref = STR("one"),
                                  .due = when_add(r.act.now, WHEN_DAY),
                                  .now = r.act.now,
                                  .lines = lines,
                                  .count = ARRAY_LEN(lines)};
    return invoice_issue(tx, &r.t.arena, &draft, &work->invoice);
}

static struct document want(const struct document_ask *ask)
{
    struct document document = {.story = STR("?")};
    expect(document_want(r.t.db, &r.t.arena, ask, &document) == ERR_OK);
    db_snapshot_end(r.t.db);
    return document;
}

static err keep_in(struct db *tx, void *arg)
{
    return invoices_jobs[0].run(tx, arg);
}

/* What the errand line does: outside first, then the effects. */
static err run_errand(document_id id)
{
    struct job_run run = {.site = &r.site,
                          .arena = &r.t.arena,
                          .ref = id.text,
                          .now = r.act.now,
                          .attempt = 1,
                          .outside = &outside};
    err e = invoices_jobs[0].go(r.t.db, &run, &run.found);
    db_snapshot_end(r.t.db);
    if (e != ERR_OK) {
        return e;
    }
    return db_transaction(r.t.db, keep_in, &run);
}

static bool says(str text, const char *part)
{
    return str_find(text, str_from_z(part)) >= 0;
}

static str sheet_of(const struct document_ask *ask)
{
    str sheet = STR("");
    expect(document_sheet(r.t.db, &r.t.arena, ask, &sheet) == ERR_OK);
    db_snapshot_end(r.t.db);
    return sheet;
}

static err tamper_sheet_in(struct db *tx, void *arg)
{
    return tamper_document_sheet(tx, &(struct tamper_document_sheet_in){*(document_id *)arg});
}

static err tamper_pdf_in(struct db *tx, void *arg)
{
    return tamper_document_pdf(tx, &(struct tamper_document_pdf_in){*(document_id *)arg});
}

static void sheet_tests(const struct document_ask *ask)
{
    test ("the words of a document are complete, in either language") {
        struct document_ask english = *ask;
        english.lang = LANG_EN;
        str uk = sheet_of(ask), en = sheet_of(&english);
        expect(says(uk, "Рахунок № 2026-000001") && says(uk, "Сервер «Їжак»"));
        expect(says(uk, "Триста шістдесят гривень 00 копійок"));
        expect(says(uk, "ТОВ «Ґанок»") && says(uk, "Олена Ковальчук"));
        expect(says(en, "Invoice No. 2026-000001") && says(en, "Hedgehog"));
        expect(says(en, "Three hundred sixty hryvnias 00 kopiykas"));
        struct json_node root;
        expect(json_read(&r.t.arena, uk, &root) == ERR_OK);
    }
    test ("there is no act before the invoice is paid") {
        struct document_ask act = *ask;
        str sheet = STR("");
        act.kind = DOCUMENT_ACT;
        expect(document_sheet(r.t.db, &r.t.arena, &act, &sheet) == ERR_CONFLICT);
        db_snapshot_end(r.t.db);
    }
}

static void print_tests(const struct document_ask *ask)
{
    struct document document = want(ask);
    str pdf = STR("");
    test ("without fonts a document waits and tells why; with them it is printed") {
        has_fonts = false;
        expect(run_errand(document.id) == ERR_OK);
        expect_str(want(ask).story, STR("no font at /fonts"));
        expect(document_pdf(r.t.db, &r.t.arena, document.id, &pdf) == ERR_NOT_FOUND);
        has_fonts = true;
        expect(run_errand(document.id) == ERR_OK);
        expect(document_pdf(r.t.db, &r.t.arena, document.id, &pdf) == ERR_OK);
        expect(says(pdf, "%PDF {"));
        expect(want(ask).is_printed);
    }
    test ("what was printed stays, whatever happens to brand and printer") {
        struct document_ask renamed = *ask;
        str again = STR("");
        renamed.seller = STR("Інша назва");
        ink = "%PDF-2 ";
        expect(run_errand(want(&renamed).id) == ERR_OK);
        expect(document_pdf(r.t.db, &r.t.arena, document.id, &again) == ERR_OK);
        expect_str(again, pdf);
        expect(db_transaction(r.t.db, tamper_sheet_in, &document.id) != ERR_OK);
        expect(db_transaction(r.t.db, tamper_pdf_in, &document.id) != ERR_OK);
    }
    test ("the check prints anew and tells of each that comes out otherwise") {
        struct buf report = buf_in(&r.t.arena);
        expect(documents_check(r.t.db, &r.t.arena, &outside, &report) == ERR_CONFLICT);
        expect(says(buf_str(&report), "printed anew it is another"));
        ink = "%PDF ";
        report = buf_in(&r.t.arena);
        expect(documents_check(r.t.db, &r.t.arena, &outside, &report) == ERR_OK);
        expect_str(buf_str(&report), STR(""));
        has_fonts = false;
        expect(documents_check(r.t.db, &r.t.arena, &outside, &report) == ERR_UNAVAILABLE);
        has_fonts = true;
    }
}

int main(void)
{
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    struct issuing issuing = {.invoice = {.number = STR("")}};
    olena = test_room_account(&r, STR("olena"), STR("+380501112233"), STR("correct horse 12"));
    if (test_db_do(&r.t, issue_in, &issuing)) {
        struct document_ask ask = {.kind = DOCUMENT_INVOICE,
                                   .invoice = &issuing.invoice,
                                   .lang = LANG_UK,
                                   .seller = STR("ТОВ «Ґанок»"),
                                   .now = r.act.now};
        sheet_tests(&ask);
        print_tests(&ask);
    }
    test_room_close(&r);
    return tests_done();
}
