-- SPDX-License-Identifier: Apache-2.0

-- Payments: what a customer set out to pay through a provider, and what came of it. Money itself is in the ledger.
CREATE TABLE payment (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7
    number BIGINT NOT NULL UNIQUE,                     -- for people and for the reference of a bank transfer
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose
    provider TEXT NOT NULL,                            -- 'sandbox', 'bank', 'stripe'
    invoice_id TEXT NOT NULL,                          -- what it is for; '' = a top-up of the balance
    currency TEXT NOT NULL,                            -- ISO 4217
    amount BIGINT NOT NULL CHECK (amount > 0),         -- asked for, minor units
    received BIGINT NOT NULL DEFAULT 0,                -- credited, minor units
    returned BIGINT NOT NULL DEFAULT 0                 -- refunded or charged back, minor units
        CHECK (returned >= 0),
    state TEXT NOT NULL                                -- new: the provider does not know of it yet
        CHECK (state IN ('new', 'pending', 'succeeded', 'failed', 'expired', 'cancelled')),
    external_id TEXT,                                  -- the provider's id of the payment, once it has one
    charge_id TEXT NOT NULL DEFAULT '',                -- the provider's id of the money taken, for refunds
    checkout_url TEXT NOT NULL DEFAULT '',             -- the provider's page, once it has made one
    failure TEXT NOT NULL DEFAULT '',                  -- stable word: why it failed
    created_at BIGINT NOT NULL,                        -- begun
    changed_at BIGINT NOT NULL,                        -- last change of state
    expires_at BIGINT NOT NULL,                        -- given up then when nothing was heard
    received_at BIGINT,                                -- credited
    UNIQUE (provider, external_id)
);
CREATE INDEX payment_of_account ON payment (account_id, created_at DESC, id DESC);
CREATE INDEX payment_newest ON payment (created_at DESC, id DESC);
CREATE INDEX payment_of_invoice ON payment (invoice_id) WHERE invoice_id <> '';
CREATE INDEX payment_by_charge ON payment (provider, charge_id) WHERE charge_id <> '';
CREATE INDEX payment_open ON payment (expires_at) WHERE state IN ('new', 'pending');
