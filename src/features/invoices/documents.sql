-- SPDX-License-Identifier: Apache-2.0

-- query: document_insert   a document that waits to be printed, unless it is there
-- in:    id document_id, kind str, ref str, language str, account account_id, sheet str, now when
INSERT INTO document (id, kind, ref, language, account_id, sheet, created_at, story)
VALUES ($1, $2, $3, $4, $5, $6, $7, '')
ON CONFLICT (kind, ref, language) DO NOTHING;

-- query: document_find   where a document stands
-- in:    kind str, ref str, language str
-- out:   id document_id, printed_at when?, story str
SELECT id, printed_at, story FROM document WHERE kind = $1 AND ref = $2 AND language = $3;

-- query: document_find_sheet   what is to be printed
-- in:    id document_id
-- out:   sheet str, printed_at when?
SELECT sheet, printed_at FROM document WHERE id = $1;

-- query: document_find_pdf   what was printed
-- in:    id document_id
-- out:   pdf bytes?, sha256 str?
SELECT pdf, sha256 FROM document WHERE id = $1;

-- query: document_set_pdf   printed, for good
-- in:    id document_id, pdf bytes, sha256 str, now when
UPDATE document SET pdf = $2, sha256 = $3, printed_at = $4, story = '' WHERE id = $1 AND printed_at IS NULL;

-- query: document_set_story   what stands in the way
-- in:    id document_id, story str
UPDATE document SET story = $2 WHERE id = $1 AND printed_at IS NULL AND story <> $2;

-- query: document_page   documents that were printed, in the order of their ids
-- in:    after_id str, limit int
-- out:   id document_id, kind str, ref str, language str, sheet str, sha256 str
SELECT id, kind, ref, language, sheet, sha256
  FROM document
 WHERE id > $1 AND printed_at IS NOT NULL
 ORDER BY id
 LIMIT $2;

-- query: document_page_waiting   documents that wait to be printed, the oldest first
-- in:    limit int
-- out:   id document_id
SELECT id FROM document WHERE printed_at IS NULL ORDER BY id LIMIT $1;

-- query: invoice_foreign   is the id that of an invoice, a credit note or a document of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM (SELECT id FROM invoice WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM credit_note WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM document WHERE id = $1 AND account_id <> $2) AS known;
