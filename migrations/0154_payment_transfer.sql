-- SPDX-License-Identifier: Apache-2.0

-- Bank transfers that staff found in the statement. Large ones are credited when a second member agrees.
CREATE TABLE payment_transfer (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7
    payment_id TEXT NOT NULL REFERENCES payment (id),  -- what it pays
    amount BIGINT NOT NULL CHECK (amount > 0),         -- minor units of the payment's currency
    reference TEXT NOT NULL,                           -- the bank's own number of it in the statement
    state TEXT NOT NULL                                -- done: credited
        CHECK (state IN ('approval', 'done', 'refused')),
    asked_by TEXT NOT NULL,                            -- member of staff
    decided_by TEXT NOT NULL DEFAULT '',               -- second member of staff, for large sums
    created_at BIGINT NOT NULL,                        -- confirmed by the first
    settled_at BIGINT                                  -- credited or refused
);
CREATE INDEX payment_transfer_of_payment ON payment_transfer (payment_id, created_at);
CREATE UNIQUE INDEX payment_transfer_waiting ON payment_transfer (payment_id) WHERE state = 'approval';
CREATE UNIQUE INDEX payment_transfer_reference ON payment_transfer (reference) WHERE state = 'approval';
