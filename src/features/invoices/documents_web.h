/* SPDX-License-Identifier: Apache-2.0 */
/* Downloads of documents, for the routes of customers, of staff and of the API. */
#pragma once

#include "features/invoices/documents.h"
#include "web/request.h"

/* Answers with the PDF, in the language of ?language= or of the page. While it is being printed the
 * call waits a moment; then 503 says when to come again. note: of a credit note, else NULL. An act
 * of an invoice that is not paid is ERR_NOT_FOUND. */
err document_reply(struct request *req, enum document_kind kind, const struct invoice *invoice,
                   const struct credit_note *note);
