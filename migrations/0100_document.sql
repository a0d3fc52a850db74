-- SPDX-License-Identifier: Apache-2.0
-- Documents as customers download them: made when first asked for, in one language each, and kept.
CREATE TABLE document (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'act', 'credit_note')), -- what it is
    ref TEXT NOT NULL,                -- id of the invoice or credit note
    language TEXT NOT NULL,           -- 'uk', 'en'
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    sheet TEXT NOT NULL,              -- JSON of all its words, as they were when it was made
    created_at BIGINT NOT NULL,       -- when it was first asked for
    pdf BYTEA,                        -- NULL until it is printed
    sha256 TEXT,                      -- of the PDF; the same sheet gives the same again
    printed_at BIGINT,                -- when
    story TEXT NOT NULL,              -- what stood in the way last, for staff
    UNIQUE (kind, ref, language)
);
CREATE INDEX document_waiting ON document (id) WHERE printed_at IS NULL;
