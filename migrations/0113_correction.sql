-- SPDX-License-Identifier: Apache-2.0

-- Corrections of a customer's balance by staff: goodwill, or a debt taken, with a reason. Large ones wait for a second member.
CREATE TABLE correction (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7; the reference in the ledger
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose balance
    amount BIGINT NOT NULL CHECK (amount <> 0),        -- minor units; positive is given to the customer
    currency TEXT NOT NULL,                            -- ISO 4217
    reason TEXT NOT NULL,                              -- in words of staff, shown to the customer
    state TEXT NOT NULL                                -- done: posted
        CHECK (state IN ('approval', 'done', 'refused')),
    asked_by TEXT NOT NULL,                            -- member of staff
    decided_by TEXT NOT NULL DEFAULT '',               -- second member of staff
    created_at BIGINT NOT NULL,                        -- asked
    settled_at BIGINT                                  -- posted or refused
);
CREATE INDEX correction_newest ON correction (created_at DESC, id DESC);
