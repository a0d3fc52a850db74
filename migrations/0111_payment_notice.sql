-- SPDX-License-Identifier: Apache-2.0

-- Genuine notices of payment providers, byte for byte as they came. One row for each body; repetitions add nothing.
CREATE TABLE payment_notice (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7
    provider TEXT NOT NULL,                            -- who sent it
    body_digest TEXT NOT NULL,                         -- SHA-256 of the body, hexadecimal
    body BYTEA NOT NULL,                               -- as it came
    signature TEXT NOT NULL,                           -- the header that proved it
    network TEXT NOT NULL,                             -- where it came from
    event_id TEXT NOT NULL,                            -- the provider's id of the event
    kind TEXT NOT NULL,                                -- 'paid', 'failed', 'pending', 'charged_back', 'other'
    payment_ref TEXT NOT NULL,                         -- our payment as the notice names it, or ''
    external_id TEXT NOT NULL,                         -- the provider's id of the payment, or ''
    charge_id TEXT NOT NULL,                           -- the provider's id of the money taken, or ''
    amount BIGINT NOT NULL,                            -- minor units it speaks of
    currency TEXT NOT NULL,                            -- ISO 4217, or ''
    state TEXT NOT NULL                                -- received: stored and not yet judged
        CHECK (state IN ('received', 'applied', 'repeated', 'ignored', 'parked', 'matched', 'dismissed')),
    reason TEXT NOT NULL DEFAULT '',                   -- stable word: why it is parked, or what staff said
    payment_id TEXT REFERENCES payment (id),           -- what it was applied to
    received_at BIGINT NOT NULL,                       -- first came
    settled_at BIGINT,                                 -- judged, by us or by staff
    settled_by TEXT NOT NULL DEFAULT '',               -- member of staff, or '' for ourselves
    UNIQUE (provider, body_digest)
);
CREATE INDEX payment_notice_waiting ON payment_notice (received_at) WHERE state IN ('received', 'parked');
CREATE INDEX payment_notice_of_payment ON payment_notice (payment_id);

-- Events of providers that were taken into account: each once, whatever the bytes that told of it.
CREATE TABLE payment_event (
    provider TEXT NOT NULL,                            -- whose event
    event_id TEXT NOT NULL,                            -- the provider's id of it
    notice_id TEXT NOT NULL REFERENCES payment_notice (id), -- the notice that told of it first
    PRIMARY KEY (provider, event_id)
);  -- sqlite: WITHOUT ROWID
