-- SPDX-License-Identifier: Apache-2.0

-- Money of a payment that went back: refunded by staff to where it came from, or charged back by the bank.
CREATE TABLE payment_return (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7; the reference in the ledger
    payment_id TEXT NOT NULL REFERENCES payment (id),  -- of which
    kind TEXT NOT NULL                                 -- who wanted it back
        CHECK (kind IN ('refund', 'charge_back')),
    amount BIGINT NOT NULL CHECK (amount > 0),         -- minor units of the payment's currency
    state TEXT NOT NULL                                -- sending: the provider was not asked yet or did not answer
        CHECK (state IN ('approval', 'sending', 'done', 'failed', 'refused')),
    reason TEXT NOT NULL,                              -- in words of staff
    asked_by TEXT NOT NULL,                            -- member of staff, or 'system'
    decided_by TEXT NOT NULL DEFAULT '',               -- second member of staff, for large sums
    external_id TEXT NOT NULL DEFAULT '',              -- the provider's id of it
    created_at BIGINT NOT NULL,                        -- asked
    settled_at BIGINT                                  -- done, failed or refused
);
CREATE INDEX payment_return_of_payment ON payment_return (payment_id, created_at);
CREATE INDEX payment_return_open ON payment_return (created_at) WHERE state IN ('approval', 'sending');
