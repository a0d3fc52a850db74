-- SPDX-License-Identifier: Apache-2.0
-- Who documents of an account are made out to. What was issued keeps a copy of its own; a row here only serves new documents.
CREATE TABLE payer (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    kind TEXT NOT NULL                -- fixed once it is made
        CHECK (kind IN ('individual', 'sole_proprietor', 'company')),
    name TEXT NOT NULL,               -- of the person or the company, as documents show it
    tax_number TEXT NOT NULL,         -- individual number or company code; '' for a person who gave none
    vat_number TEXT NOT NULL,         -- '' when no VAT is paid
    iban TEXT NOT NULL,               -- '' when none was given
    country TEXT NOT NULL,            -- ISO 3166 of two letters
    address TEXT NOT NULL,            -- in one line
    tax_exempt BOOLEAN NOT NULL,      -- staff saw proof that no tax is due
    is_default BOOLEAN NOT NULL,      -- taken when no payer is named
    created_at BIGINT NOT NULL,       -- when it was made
    changed_at BIGINT NOT NULL,       -- when it was last written
    deactivated_at BIGINT             -- when its owner put it away; NULL: in use
);
CREATE INDEX payer_of_account ON payer (account_id, created_at);
CREATE UNIQUE INDEX payer_default ON payer (account_id) WHERE is_default;
