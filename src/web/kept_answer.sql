-- SPDX-License-Identifier: Apache-2.0

-- query: idempotency_claim   the caller is the first, or has corrected what was refused; a twin under way is waited for
-- in:    key_digest str, body_digest str, expires_at when
-- out:   key_digest str
INSERT INTO idempotency (key_digest, body_digest, status, answer, headers, expires_at)
VALUES ($1, $2, 0, '', '', $3)
ON CONFLICT (key_digest) DO UPDATE
SET body_digest = excluded.body_digest, status = 0, answer = '', headers = '', expires_at = excluded.expires_at
WHERE idempotency.status >= 400 AND idempotency.body_digest <> excluded.body_digest
RETURNING key_digest;

-- query: idempotency_look   what the first call left
-- in:    key_digest str
-- out:   body_digest str, status int, answer str, headers str
SELECT body_digest, status, answer, headers FROM idempotency WHERE key_digest = $1;

-- query: idempotency_store   the first call's answer, in its own transaction
-- in:    key_digest str, status int, answer str, headers str
UPDATE idempotency SET status = $2, answer = $3, headers = $4 WHERE key_digest = $1;

-- query: idempotency_forget   the call did nothing worth keeping: the next one tries anew
-- in:    key_digest str
DELETE FROM idempotency WHERE key_digest = $1;

-- query: idempotency_purge_before   forgets answers that are old enough
-- in:    now when
DELETE FROM idempotency WHERE expires_at <= $1;
