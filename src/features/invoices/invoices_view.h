/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the room show; those of customers and of the console share their tables. */
#pragma once

#include "features/invoices/invoices.h"
#include "web/components.h"

/* A choice above a list: all, unpaid, overdue, ... */
struct invoice_tab {
    struct url url;
    str label;
    bool is_current;
};

struct invoices_view {
    const struct invoice *invoices;
    size_t count;
    struct pager pages;
    const struct invoice_tab *tabs;
    size_t tab_count;
    bool is_filtered;
    bool is_staff;
    const str *owners; /* for staff: one of each invoice */
};

struct invoice_view {
    const struct invoice *invoice;
    const struct invoice_line *lines;
    size_t line_count;
    const struct credit_note *notes;
    size_t note_count;
    const struct parties *parties;
    bool is_staff;
    bool may_change;            /* staff with the right to money */
    const struct field *cancel; /* by enum cancel_field; NULL: no longer possible */
    const struct field *credit; /* by enum credit_field; likewise */
    str whole;                  /* what stands against it, of no single field */
    str owner;                  /* for staff */
};

/* Seller and payer as an invoice keeps them, in the reader's language; empty texts where nothing
 * was written down. */
struct party {
    str name, tax_number, vat_number, iban, bank, address, country, signer;
};
struct parties {
    struct party seller, payer;
};
void parties_read(struct arena *arena, enum lang lang, str json, struct parties *out);

/* What a customer reads of a state, and its colour. */
str invoice_state_name(enum lang lang, const struct invoice *invoice, when now);
enum tone invoice_state_tone(const struct invoice *invoice, when now);

/* "1 Mar 2026 – 31 Mar 2026": the last day is the one before the end; empty without a period. */
str invoice_period(struct page *p, const struct invoice_line *line);
/* "20%", "7.5%". */
str invoice_rate(struct page *p, int64_t bp);
money invoice_sum(const struct invoice *invoice, int64_t minor);
/* The address of a PDF in a language. */
struct url invoice_document(struct page *p, const char *pattern, str id, enum lang lang);
/* Where the order is shown that an invoice of cause "order" is for: its reference begins with the
 * order's id. */
struct url invoice_order_url(struct page *p, const struct invoice *invoice, bool is_staff);
/* Where one invoice is shown. */
struct url invoice_url(struct page *p, const struct invoice *invoice, bool is_staff);
