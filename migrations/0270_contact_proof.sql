-- SPDX-License-Identifier: Apache-2.0
-- A contact that an account wants to prove by a code: of each kind one at a time. Takes the place of phone_proof.
CREATE TABLE contact_proof (
    account_id TEXT NOT NULL REFERENCES account (id), -- who
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')), -- what it is
    value TEXT NOT NULL,              -- canonical: where the code went
    decoy BOOLEAN NOT NULL,           -- another account has it, whose owner was written to instead: no code was sent
    code_digest TEXT NOT NULL,        -- of the one live code
    code_tries BIGINT NOT NULL,       -- times the live code was tried
    code_expires_at BIGINT NOT NULL,  -- its end
    code_sent_at BIGINT NOT NULL,     -- when it was sent
    PRIMARY KEY (account_id, kind)
);
INSERT INTO contact_proof (account_id, kind, value, decoy, code_digest, code_tries, code_expires_at, code_sent_at)
SELECT account_id, 'phone', phone, FALSE, code_digest, code_tries, code_expires_at, code_sent_at FROM phone_proof;
DROP TABLE phone_proof;
