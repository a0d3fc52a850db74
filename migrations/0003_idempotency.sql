-- SPDX-License-Identifier: Apache-2.0

-- Answers to calls of the API that carried an Idempotency-Key, so that a repeated call gets the first
-- answer instead of a second effect. Kept for a day.
CREATE TABLE idempotency (
    key_digest TEXT NOT NULL PRIMARY KEY, -- keyed digest of caller, path and key
    body_digest TEXT NOT NULL,            -- keyed digest of the body: another body under the same key is refused
    status BIGINT NOT NULL,               -- of the answer; 0 while the first call runs
    answer TEXT NOT NULL,                 -- its JSON
    lease_until BIGINT NOT NULL,          -- a first call that died is given up at this moment
    expires_at BIGINT NOT NULL            -- when the row may be forgotten
);
CREATE INDEX idempotency_end ON idempotency (expires_at);
