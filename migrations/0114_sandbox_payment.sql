-- SPDX-License-Identifier: Apache-2.0

-- What the sandbox provider of the demonstration knows of a payment: its side of the matter, not ours.
CREATE TABLE sandbox_payment (
    external_id TEXT NOT NULL PRIMARY KEY,                         -- its own id
    payment_id TEXT NOT NULL UNIQUE REFERENCES payment (id),       -- what the shop called it
    currency TEXT NOT NULL,                                        -- ISO 4217
    amount BIGINT NOT NULL,                                        -- minor units
    state TEXT NOT NULL                                            -- what the visitor of its page chose
        CHECK (state IN ('open', 'pending', 'paid', 'declined')),
    body TEXT NOT NULL DEFAULT '',                                 -- of the newest notice, to be sent again
    changed_at BIGINT NOT NULL                                     -- last change of state
);
