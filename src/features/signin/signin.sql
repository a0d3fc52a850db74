-- SPDX-License-Identifier: Apache-2.0

-- query: known_device_count   did this browser open the account before
-- in:    device_id str, account_id account_id
-- out:   count int
SELECT count(*) AS count FROM known_device WHERE device_id = $1 AND account_id = $2;

-- query: known_device_put   it did so just now
-- in:    device_id str, account_id account_id, now when
INSERT INTO known_device (device_id, account_id, first_at, last_at)
VALUES ($1, $2, $3, $3)
ON CONFLICT (device_id, account_id) DO UPDATE SET last_at = excluded.last_at;

-- query: known_device_forget   the account trusts no browser but one any more
-- in:    account_id account_id, spared str
DELETE FROM known_device WHERE account_id = $1 AND device_id <> $2;

-- query: signin_place_count   good sign-ins from the same place with the same program
-- in:    account_id account_id, network str, user_agent str, since when
-- out:   count int
SELECT count(*) AS count
  FROM signin_attempt
 WHERE account_id = $1 AND outcome = 'ok' AND network = $2 AND user_agent = $3 AND at > $4;

-- query: signin_network_count   good sign-ins from the same network
-- in:    account_id account_id, network str, since when
-- out:   count int
SELECT count(*) AS count
  FROM signin_attempt
 WHERE account_id = $1 AND outcome = 'ok' AND network = $2 AND at > $3;

-- query: signin_attempt_insert   an attempt and how it ended
-- in:    id str, account_id account_id?, at when, method str, outcome str, network str, user_agent str, new_device bool
INSERT INTO signin_attempt (id, account_id, at, method, outcome, network, user_agent, new_device)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- query: signin_attempt_page   attempts on an account, newest first
-- in:    account_id account_id, before when, before_id str, limit int
-- out:   id str, at when, method str, outcome str, network str, user_agent str, new_device bool
SELECT id, at, method, outcome, network, user_agent, new_device
  FROM signin_attempt
 WHERE account_id = $1 AND (at, id) < ($2, $3)
 ORDER BY at DESC, id DESC
 LIMIT $4;

-- query: signin_attempt_purge_nobody   forgets attempts for names that are nobody's
-- in:    before when
DELETE FROM signin_attempt WHERE account_id IS NULL AND at < $1;

-- query: signin_attempt_purge   forgets old attempts
-- in:    before when
DELETE FROM signin_attempt WHERE at < $1;
