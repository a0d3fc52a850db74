/* SPDX-License-Identifier: Apache-2.0 */
/* The words of documents. */
#include "features/invoices/documents.h"
#include "features/invoices/invoices_view.h"
#include "features/invoices/numbers.h"
#include "i18n/format.h"
#include "i18n/words.h"
#include "json/writer.h"

/* What one document is written from. */
struct sheet_draft {
    struct arena *arena;
    enum lang lang;
    const struct document_ask *ask;
    const struct invoice *invoice;
    struct parties parties;
    const struct invoice_line *lines;
    size_t line_count;
    struct day day; /* the document's date */
    struct day due; /* the customer's date until when it should be paid */
    str number;
};

static str sum_text(const struct sheet_draft *draft, int64_t minor)
{
    return fmt_money(draft->arena, draft->lang, invoice_sum(draft->invoice, minor));
}

static str filled(const struct sheet_draft *draft, const char *sentence, const char *name,
                  str value)
{
    return tr_fill(draft->arena, tr(draft->lang, sentence), name, value, NULL);
}

static void put_line_of(struct json *json, const struct sheet_draft *draft, const char *sentence,
                        str value)
{
    if (value.len > 0) {
        json_str(json, filled(draft, sentence, "value", value));
    }
}

static void put_party(struct json *json, const struct sheet_draft *draft, str label,
                      const struct party *party)
{
    json_obj(json);
    json_key(json, "label"), json_str(json, label);
    json_key(json, "lines"), json_arr(json);
    json_str(json, party->name);
    put_line_of(json, draft, N_("Tax number: {value}"), party->tax_number);
    put_line_of(json, draft, N_("VAT number: {value}"), party->vat_number);
    put_line_of(json, draft, N_("IBAN: {value}"), party->iban);
    put_line_of(json, draft, N_("Bank: {value}"), party->bank);
    put_line_of(json, draft, N_("Address: {value}"), party->address);
    json_end(json);
    json_end(json);
}

static void put_parties(struct json *json, const struct sheet_draft *draft)
{
    bool is_act = draft->ask->kind == DOCUMENT_ACT;
    json_key(json, "facts"), json_arr(json);
    put_party(json, draft, is_act ? tr(draft->lang, "Contractor") : tr(draft->lang, "Seller"),
              &draft->parties.seller);
    put_party(json, draft, is_act ? tr(draft->lang, "Client") : tr(draft->lang, "Payer"),
              &draft->parties.payer);
    json_end(json);
}

struct column {
    str title;
    int64_t weight;
    bool is_number;
};

static void put_columns(struct json *json, const struct column *columns, size_t count)
{
    json_key(json, "columns"), json_arr(json);
    for (size_t i = 0; i < count; i++) {
        json_obj(json);
        json_key(json, "title"), json_str(json, columns[i].title);
        json_key(json, "weight"), json_i64(json, columns[i].weight);
        json_key(json, "number"), json_bool(json, columns[i].is_number);
        json_end(json);
    }
    json_end(json);
}

static str rate_text(const struct sheet_draft *draft, int64_t bp)
{
    struct page page = {.lang = draft->lang};
    struct buf scratch = buf_in(draft->arena);
    page.out = &scratch;
    return invoice_rate(&page, bp);
}

/* What it is, and for which days. */
static str what_text(const struct sheet_draft *draft, const struct invoice_line *line)
{
    str text = draft->lang == LANG_UK ? line->text_uk : line->text_en;
    if (line->from.number == line->until.number) {
        return text;
    }
    str from = fmt_day(draft->arena, draft->lang, line->from);
    str until = fmt_day(draft->arena, draft->lang, (struct day){line->until.number - 1});
    return str_printf(draft->arena, "%" STR_FMT "\n%" STR_FMT " – %" STR_FMT, STR_ARG(text),
                      STR_ARG(from), STR_ARG(until));
}

static str quantity_text(const struct sheet_draft *draft, int64_t quantity)
{
    return fmt_int(draft->arena, draft->lang, quantity);
}

static void put_row(struct json *json, const struct sheet_draft *draft, size_t index)
{
    const struct invoice_line *line = &draft->lines[index];
    str tax = line->tax_bp == 0 ? STR("—") : sum_text(draft, line->tax);
    str rate = rate_text(draft, line->tax_bp);
    json_arr(json);
    json_str(json, quantity_text(draft, (int64_t)index + 1));
    json_str(json, what_text(draft, line));
    json_str(json, quantity_text(draft, line->quantity));
    json_str(json, sum_text(draft, line->unit));
    json_str(json, line->discount == 0 ? STR("—") : sum_text(draft, line->discount));
    json_str(json, line->tax_bp == 0 ? tax
                                     : str_printf(draft->arena, "%" STR_FMT " (%" STR_FMT ")",
                                                  STR_ARG(tax), STR_ARG(rate)));
    json_str(json, sum_text(draft, line->total));
    json_end(json);
}

static void put_lines(struct json *json, const struct sheet_draft *draft)
{
    const struct column columns[] = {
        {tr(draft->lang, "No."), 5, true},       {tr(draft->lang, "Description"), 34, false},
        {tr(draft->lang, "Qty"), 9, true},       {tr(draft->lang, "Price"), 13, true},
        {tr(draft->lang, "Discount"), 12, true}, {tr(draft->lang, "Tax"), 13, true},
        {tr(draft->lang, "Sum"), 14, true},
    };
    put_columns(json, columns, ARRAY_LEN(columns));
    json_key(json, "rows"), json_arr(json);
    for (size_t i = 0; i < draft->line_count; i++) {
        put_row(json, draft, i);
    }
    json_end(json);
}

static void put_note_row(struct json *json, const struct sheet_draft *draft)
{
    const struct credit_note *note = draft->ask->note;
    const struct column columns[] = {
        {tr(draft->lang, "Reason"), 76, false},
        {tr(draft->lang, "Sum"), 24, true},
    };
    put_columns(json, columns, ARRAY_LEN(columns));
    json_key(json, "rows"), json_arr(json);
    json_arr(json);
    json_str(json, tr_str(draft->lang, note->reason)); /* our own words have a translation */
    json_str(json, sum_text(draft, note->total.minor));
    json_end(json);
    json_end(json);
}

static void put_total(struct json *json, str label, str value, bool is_strong)
{
    json_obj(json);
    json_key(json, "label"), json_str(json, label);
    json_key(json, "value"), json_str(json, value);
    json_key(json, "strong"), json_bool(json, is_strong);
    json_end(json);
}

static void put_totals(struct json *json, const struct sheet_draft *draft, money net, money tax,
                       money total)
{
    json_key(json, "totals"), json_arr(json);
    put_total(json, tr(draft->lang, "Without tax:"), sum_text(draft, net.minor), false);
    put_total(json, tr(draft->lang, "Tax:"), sum_text(draft, tax.minor), false);
    put_total(json, tr(draft->lang, "Total:"), sum_text(draft, total.minor), true);
    json_end(json);
}

static void put_notes(struct json *json, const struct sheet_draft *draft, money total)
{
    str words = money_in_words(draft->arena, draft->lang, total);
    json_key(json, "notes"), json_arr(json);
    json_str(json, filled(draft, N_("In words: {words}."), "words", words));
    if (draft->ask->kind == DOCUMENT_INVOICE) {
        str until = fmt_day(draft->arena, draft->lang, draft->due);
        json_str(json, filled(draft, N_("Please pay until {date}."), "date", until));
        json_str(json, filled(draft, N_("Purpose of payment: invoice {number}."), "number",
                              draft->invoice->number));
    }
    if (draft->ask->kind == DOCUMENT_ACT) {
        json_str(json, tr(draft->lang, "The services listed are provided and accepted. The parties "
                                       "have no claims against each other."));
    }
    if (draft->ask->kind == DOCUMENT_CREDIT_NOTE) {
        json_str(json, tr(draft->lang, "The sum was returned to the balance of the account."));
    } else {
        json_str(json,
                 tr(draft->lang, "Tax is rounded for each line; totals are sums of the lines."));
    }
    json_end(json);
}

static void put_signs(struct json *json, const struct sheet_draft *draft)
{
    json_key(json, "signs"), json_arr(json);
    if (draft->ask->kind == DOCUMENT_ACT) {
        const struct party *seller = &draft->parties.seller;
        json_obj(json);
        json_key(json, "label"), json_str(json, tr(draft->lang, "Contractor"));
        json_key(json, "name");
        json_str(json, seller->signer.len > 0 ? seller->signer : seller->name);
        json_end(json);
        json_obj(json);
        json_key(json, "label"), json_str(json, tr(draft->lang, "Client"));
        json_key(json, "name"), json_str(json, draft->parties.payer.name);
        json_end(json);
    }
    json_end(json);
}

static str title_of(const struct sheet_draft *draft)
{
    switch (draft->ask->kind) {
    case DOCUMENT_INVOICE:
        return filled(draft, N_("Invoice No. {number}"), "number", draft->number);
    case DOCUMENT_ACT:
        return filled(draft, N_("Act of services No. {number}"), "number", draft->number);
    case DOCUMENT_CREDIT_NOTE:
        return filled(draft, N_("Credit note No. {number}"), "number", draft->number);
    }
    return draft->number;
}

static str lead_of(const struct sheet_draft *draft)
{
    str date = fmt_day(draft->arena, draft->lang, draft->day);
    if (draft->ask->kind == DOCUMENT_INVOICE) {
        return filled(draft, N_("of {date}"), "date", date);
    }
    str of = fmt_day(draft->arena, draft->lang, draft->invoice->issued_day);
    return tr_fill(draft->arena, tr(draft->lang, "of {date}, to invoice No. {number} of {issued}"),
                   "date", date, "number", draft->invoice->number, "issued", of, NULL);
}

static str written(const struct sheet_draft *draft)
{
    struct buf text = buf_in(draft->arena);
    struct json json = json_into(&text);
    const struct credit_note *note = draft->ask->note;
    str title = title_of(draft);
    json_obj(&json);
    json_key(&json, "language"), json_str(&json, lang_code(draft->lang));
    json_key(&json, "title"), json_str(&json, title);
    json_key(&json, "lead"), json_str(&json, lead_of(draft));
    json_key(&json, "author"), json_str(&json, draft->parties.seller.name);
    json_key(&json, "created");
    json_str(&json, when_rfc3339(draft->arena, day_midnight_utc(draft->day)));
    put_parties(&json, draft);
    if (note != NULL) {
        put_note_row(&json, draft);
        put_totals(&json, draft, note->net, note->tax, note->total);
        put_notes(&json, draft, note->total);
    } else {
        put_lines(&json, draft);
        put_totals(&json, draft, draft->invoice->net, draft->invoice->tax, draft->invoice->total);
        put_notes(&json, draft, draft->invoice->total);
    }
    put_signs(&json, draft);
    json_key(&json, "foot");
    json_str(&json, tr_fill(draft->arena, tr(draft->lang, "{title}, page {page} of {pages}"),
                            "title", title, "page", STR("{page}"), "pages", STR("{pages}"), NULL));
    json_end(&json);
    return buf_str(&text);
}

/* Number and date: those of the invoice, the note, or the day it was paid. */
static err date_it(struct db *db, struct sheet_draft *draft)
{
    const struct document_ask *ask = draft->ask;
    draft->number = ask->invoice->number;
    draft->day = ask->invoice->issued_day;
    if (ask->kind == DOCUMENT_CREDIT_NOTE) {
        draft->number = ask->note->number;
        draft->day = ask->note->issued_day;
    }
    account_id account = ask->invoice->account;
    err e = issue_day(db, draft->arena, account, ask->invoice->due_at, &draft->due);
    if (e != ERR_OK || ask->kind != DOCUMENT_ACT) {
        return e;
    }
    return when_is_none(ask->invoice->paid_at)
               ? ERR_CONFLICT
               : issue_day(db, draft->arena, account, ask->invoice->paid_at, &draft->day);
}

err document_sheet(struct db *db, struct arena *arena, const struct document_ask *ask, str *out)
{
    struct sheet_draft draft = {
        .arena = arena, .lang = ask->lang, .ask = ask, .invoice = ask->invoice};
    struct invoice_line *lines = NULL;
    parties_read(arena, ask->lang, ask->invoice->parties, &draft.parties);
    if (draft.parties.seller.name.len == 0) {
        draft.parties.seller.name = ask->seller;
    }
    err e = date_it(db, &draft);
    if (e == ERR_OK) {
        e = invoice_lines(db, arena, ask->invoice->id, &lines, &draft.line_count);
    }
    if (e == ERR_OK) {
        draft.lines = lines;
        *out = written(&draft);
    }
    return e;
}
