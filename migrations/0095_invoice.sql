-- SPDX-License-Identifier: Apache-2.0
-- Invoices. Once issued only what was paid and credited, and the state, may change.
CREATE TABLE invoice (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    number TEXT NOT NULL UNIQUE,      -- of its series, without gaps: '2026-000017'
    account_id TEXT NOT NULL REFERENCES account (id), -- who owes
    currency TEXT NOT NULL,           -- ISO 4217
    cause TEXT NOT NULL,              -- stable word of what it is for: 'order'
    cause_ref TEXT NOT NULL,          -- id of that; with the cause, invoiced once
    net BIGINT NOT NULL,              -- sums of the lines, minor units
    tax BIGINT NOT NULL,              -- likewise
    total BIGINT NOT NULL CHECK (total >= 0 AND total = net + tax), -- likewise
    parties TEXT NOT NULL,            -- JSON of seller and payer as they were
    issued_day BIGINT NOT NULL,       -- the customer's date it was issued on, days since 1970
    issued_at BIGINT NOT NULL,        -- when
    due_at BIGINT NOT NULL,           -- until when it should be paid
    state TEXT NOT NULL CHECK (state IN ('issued', 'part_paid', 'paid', 'part_credited', 'credited', 'cancelled')), -- where it stands
    paid BIGINT NOT NULL CHECK (paid >= 0 AND paid <= total), -- taken from the balance so far
    payments BIGINT NOT NULL,         -- how many times something was taken
    credited BIGINT NOT NULL CHECK (credited >= 0 AND credited <= paid), -- given back by credit notes
    credited_tax BIGINT NOT NULL,     -- tax among that
    paid_at BIGINT,                   -- when the last of it was paid
    closed_at BIGINT,                 -- when it was cancelled
    UNIQUE (cause, cause_ref)
);
CREATE INDEX invoice_of_account ON invoice (account_id, issued_at DESC, id DESC);
CREATE INDEX invoice_by_age ON invoice (issued_at DESC, id DESC);
CREATE INDEX invoice_open ON invoice (account_id, due_at) WHERE state IN ('issued', 'part_paid');

-- What an invoice is for, line by line.
CREATE TABLE invoice_line (
    invoice_id TEXT NOT NULL REFERENCES invoice (id), -- part of
    seq BIGINT NOT NULL,              -- 1, 2, 3, …
    text_uk TEXT NOT NULL,            -- what it is, in Ukrainian
    text_en TEXT NOT NULL,            -- and in English
    quantity BIGINT NOT NULL,         -- how many
    unit BIGINT NOT NULL,             -- price of one, as shown
    discount BIGINT NOT NULL,         -- taken off, as shown
    net BIGINT NOT NULL,              -- without tax
    tax_bp BIGINT NOT NULL,           -- rate in hundredths of a percent
    tax BIGINT NOT NULL,              -- tax of the line, rounded for itself
    total BIGINT NOT NULL CHECK (total = net + tax), -- with tax
    from_day BIGINT NOT NULL,         -- first day of the period; 0 with until_day 0: none
    until_day BIGINT NOT NULL,        -- the day after the last one
    ref TEXT NOT NULL,                -- id of what it is for, '' for nothing
    PRIMARY KEY (invoice_id, seq)
);

-- Credit notes: how an issued document is corrected.
CREATE TABLE credit_note (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    number TEXT NOT NULL UNIQUE,      -- of its own series: 'CN-2026-000003'
    invoice_id TEXT NOT NULL REFERENCES invoice (id), -- what it corrects
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    currency TEXT NOT NULL,           -- ISO 4217
    net BIGINT NOT NULL,              -- given back without tax
    tax BIGINT NOT NULL,              -- tax given back
    total BIGINT NOT NULL CHECK (total > 0 AND total = net + tax), -- to the balance
    reason TEXT NOT NULL,             -- as the customer reads it
    actor TEXT NOT NULL,              -- who did it: a member of staff, 'system'
    issued_day BIGINT NOT NULL,       -- the customer's date
    issued_at BIGINT NOT NULL         -- when
);
CREATE INDEX credit_note_of_invoice ON credit_note (invoice_id, issued_at);
CREATE INDEX credit_note_of_account ON credit_note (account_id, issued_at DESC, id DESC);

-- The provider as documents name it. Append only: the newest row serves new documents.
CREATE TABLE seller (
    version BIGINT NOT NULL PRIMARY KEY, -- 1, 2, 3, …
    name_uk TEXT NOT NULL,            -- legal name in Ukrainian
    name_en TEXT NOT NULL,            -- and in English
    tax_number TEXT NOT NULL,         -- company code or individual number
    vat_number TEXT NOT NULL,         -- '' without VAT
    iban TEXT NOT NULL,               -- account for transfers
    bank TEXT NOT NULL,               -- its bank
    address_uk TEXT NOT NULL,         -- in one line, in Ukrainian
    address_en TEXT NOT NULL,         -- and in English
    signer_uk TEXT NOT NULL,          -- who signs acts, in Ukrainian
    signer_en TEXT NOT NULL,          -- and in English
    actor TEXT NOT NULL,              -- who wrote it
    at BIGINT NOT NULL                -- when
);
