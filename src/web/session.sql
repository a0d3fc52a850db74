-- SPDX-License-Identifier: Apache-2.0

-- query: session_by_digest   the live session of a token, with what every page shows of its account
-- in:    token_digest str, now when, seen_after when, future when
-- out:   id session_id, account_id account_id, login str, name str, language str, timezone str, proven_at when, created_at when, seen_at when
SELECT s.id, s.account_id, a.login, a.name, a.language, a.timezone, s.proven_at, s.created_at, s.seen_at
  FROM session s
  JOIN account a ON a.id = s.account_id
  LEFT JOIN account_stop st ON st.account_id = s.account_id AND st.kind = 'locked'
 WHERE s.token_digest = $1
   AND s.ended_at IS NULL
   AND s.expires_at > $2
   AND s.seen_at > $3
   AND s.created_at <= $4
   AND s.seen_at <= $4
   AND a.state IN ('active', 'restricted')
   AND st.account_id IS NULL;

-- query: session_insert   a new session, unless the account is locked
-- in:    id session_id, token_digest str, account_id account_id, user_agent str, network str, now when, expires_at when
INSERT INTO session (id, token_digest, account_id, user_agent, network, created_at, seen_at, proven_at, expires_at)
SELECT $1, $2, $3, $4, $5, CAST($6 AS BIGINT), CAST($6 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT)
 WHERE NOT EXISTS (SELECT 1 FROM account_stop WHERE account_id = $3 AND kind = 'locked');

-- query: session_end_one   ends a live session of the account
-- in:    id session_id, account_id account_id, now when
UPDATE session SET ended_at = $3 WHERE id = $1 AND account_id = $2 AND ended_at IS NULL;

-- query: session_end_all_but   ends all live sessions of the account but one
-- in:    account_id account_id, spared session_id, now when
UPDATE session SET ended_at = $3 WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL;

-- query: session_live   a session of the account that lives, asked where its act commits
-- in:    id session_id, account_id account_id, now when
-- out:   proven_at when
SELECT proven_at
  FROM session
 WHERE id = $1 AND account_id = $2 AND ended_at IS NULL AND expires_at > $3;

-- query: session_proven   a proof was given in it, and it keeps its token
-- in:    id session_id, now when
UPDATE session SET proven_at = $2 WHERE id = $1 AND ended_at IS NULL;

-- query: session_renewed   a proof was given in it: another token from now on, the old one opens nothing
-- in:    id session_id, token_digest str, now when
UPDATE session SET token_digest = $2, proven_at = $3 WHERE id = $1 AND ended_at IS NULL;

-- query: session_redigest   the same token under the present key
-- in:    id session_id, token_digest str, before str
UPDATE session SET token_digest = $2 WHERE id = $1 AND token_digest = $3;

-- query: session_list   live sessions of the account, newest use first
-- in:    account_id account_id, now when, seen_after when
-- out:   id session_id, user_agent str, network str, created_at when, seen_at when
SELECT id, user_agent, network, created_at, seen_at
  FROM session
 WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at > $3
 ORDER BY seen_at DESC
 LIMIT 100;

-- query: session_touch   remembers the last use
-- in:    id session_id, seen_at when
UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2;

-- query: session_purge_before   forgets sessions that ended or ran out
-- in:    before when
DELETE FROM session WHERE expires_at < $1 OR ended_at < $1;
