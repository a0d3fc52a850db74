-- SPDX-License-Identifier: Apache-2.0

-- query: idempotency_claim   the caller is the first, or takes over from one that died
-- in:    key_digest str, body_digest str, now when, lease_until when, expires_at when
-- out:   key_digest str
INSERT INTO idempotency (key_digest, body_digest, status, answer, lease_until, expires_at)
VALUES ($1, $2, 0, '', $4, $5)
ON CONFLICT (key_digest) DO UPDATE
   SET lease_until = $4
 WHERE idempotency.status = 0 AND idempotency.lease_until <= $3 AND idempotency.body_digest = $2
RETURNING key_digest;

-- query: idempotency_look   what the first call left
-- in:    key_digest str
-- out:   body_digest str, status int, answer str
SELECT body_digest, status, answer FROM idempotency WHERE key_digest = $1;

-- query: idempotency_store   the first call's answer
-- in:    key_digest str, status int, answer str
UPDATE idempotency SET status = $2, answer = $3 WHERE key_digest = $1;

-- query: idempotency_forget   the first call had no answer worth keeping: the next one tries anew
-- in:    key_digest str
DELETE FROM idempotency WHERE key_digest = $1;

-- query: idempotency_release   calls of a server that is gone: who repeats one need not wait for its lease
UPDATE idempotency SET lease_until = 0 WHERE status = 0;

-- query: idempotency_purge_before   forgets answers that are a day old
-- in:    now when
DELETE FROM idempotency WHERE expires_at <= $1;
