/* SPDX-License-Identifier: Apache-2.0 */
/* Documents as PDF: invoices, acts of services and credit notes. A document is made when it is
 * first asked for in a language: its words are written down for good (a sheet, courier/sheet.h),
 * and an errand prints them. What was printed is kept with its digest and never printed anew; while
 * it cannot be printed, the document waits and nothing else does. */
#pragma once

#include "features/invoices/invoices.h"
#include "i18n/tr.h"
#include "web/job.h"
#include "web/outside.h"

#define DOCUMENT_KIND_LIST(X)                                                                      \
    X(DOCUMENT_INVOICE, "invoice")                                                                 \
    X(DOCUMENT_ACT, "act") /* of services, of an invoice that was paid */                          \
    X(DOCUMENT_CREDIT_NOTE, "credit_note")

enum document_kind {
#define X(name, word) name,
    DOCUMENT_KIND_LIST(X)
#undef X
};

struct document_ask {
    enum document_kind kind;
    const struct invoice *invoice;
    const struct credit_note *note; /* of a credit note; else NULL */
    enum lang lang;
    str seller; /* stands on documents while staff wrote down no seller */
    when now;
};

struct document {
    document_id id;
    bool is_printed;
    str story; /* what stood in the way last, for staff; empty when nothing did */
};

/* The document as it stands; made, and put to print, when it was never asked for. */
MUST_CHECK err document_want(struct db *db, struct arena *arena, const struct document_ask *ask,
                             struct document *out);
/* The same without asking for it: ERR_NOT_FOUND when nobody did. */
MUST_CHECK err document_standing(struct db *db, struct arena *arena, const struct document_ask *ask,
                                 struct document *out);
/* ERR_NOT_FOUND until it is printed. */
MUST_CHECK err document_pdf(struct db *db, struct arena *arena, document_id id, str *out);

/* "invoice-2026-000017-uk.pdf" */
str document_file_name(struct arena *arena, const struct document_ask *ask);

/* All words of the document, as JSON. */
MUST_CHECK err document_sheet(struct db *db, struct arena *arena, const struct document_ask *ask,
                              str *out);
