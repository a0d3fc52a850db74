-- SPDX-License-Identifier: Apache-2.0

-- Changes of tariff: quoted, waiting for their payment or for the end of the period, done.
CREATE TABLE tariff_change (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7; the quote
    service_id TEXT NOT NULL REFERENCES service (id), -- of what
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    state TEXT NOT NULL                    -- quoted: shown, binds us for its day; void: withdrawn or too old
        CHECK (state IN ('quoted', 'waiting', 'scheduled', 'done', 'void')),
    mode TEXT NOT NULL                     -- how money and days are counted
        CHECK (mode IN ('pay_difference', 'restart', 'convert_time', 'at_period_end')),
    plan_id TEXT NOT NULL,                 -- to which plan
    plan_version BIGINT NOT NULL,          -- in which edition
    name_uk TEXT NOT NULL,                 -- its name
    name_en TEXT NOT NULL,                 -- likewise
    months BIGINT NOT NULL,                -- length of a period from then on
    quantity BIGINT NOT NULL,              -- how many
    options TEXT NOT NULL,                 -- frozen JSON
    day BIGINT NOT NULL,                   -- the day it is counted on, days since 1970
    basis TEXT NOT NULL,                   -- digest of what it was counted from; another one later voids it
    price BIGINT NOT NULL,                 -- of a whole period of the new tariff, tax in, minor units
    credit BIGINT NOT NULL,                -- what is left of the old one
    charge BIGINT NOT NULL,                -- what the new one costs until the end
    due BIGINT NOT NULL,                   -- to pay; negative: to the balance
    until_day BIGINT NOT NULL,             -- first day not paid for, afterwards
    invoice_id TEXT NOT NULL DEFAULT '',   -- what asks for the money
    created_at BIGINT NOT NULL,            -- when it was quoted
    decided_at BIGINT                      -- when it was done or void
);
CREATE INDEX tariff_change_of_service ON tariff_change (service_id, created_at);
CREATE INDEX tariff_change_of_invoice ON tariff_change (invoice_id) WHERE invoice_id <> '';
CREATE UNIQUE INDEX tariff_change_one ON tariff_change (service_id) WHERE state IN ('waiting', 'scheduled');
