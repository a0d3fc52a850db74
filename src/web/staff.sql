-- SPDX-License-Identifier: Apache-2.0

-- query: staff_session_by_digest   the live session of a token, with who it is
-- in:    token_digest str, now when, seen_after when, future when
-- out:   id session_id, staff_id staff_id, login str, name str, role str, proven_at when, created_at when, seen_at when
SELECT s.id, s.staff_id, m.login, m.name, m.role, s.proven_at, s.created_at, s.seen_at
  FROM staff_session s
  JOIN staff m ON m.id = s.staff_id
 WHERE s.token_digest = $1
   AND s.ended_at IS NULL
   AND s.expires_at > $2
   AND s.seen_at > $3
   AND s.created_at <= $4
   AND s.seen_at <= $4
   AND m.state = 'active';

-- query: staff_session_insert   a new session
-- in:    id session_id, token_digest str, staff_id staff_id, user_agent str, network str, now when, expires_at when
INSERT INTO staff_session (id, token_digest, staff_id, user_agent, network, created_at, seen_at, proven_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $6, $6, $7);

-- query: staff_session_end_one   ends a live session of the member
-- in:    id session_id, staff_id staff_id, now when
UPDATE staff_session SET ended_at = $3 WHERE id = $1 AND staff_id = $2 AND ended_at IS NULL;

-- query: staff_session_end_all_but   ends all live sessions of the member but one
-- in:    staff_id staff_id, spared session_id, now when
UPDATE staff_session SET ended_at = $3 WHERE staff_id = $1 AND id <> $2 AND ended_at IS NULL;

-- query: staff_session_live   does a session of the member still live, asked where its act commits
-- in:    id session_id, staff_id staff_id, now when
-- out:   count int
SELECT count(*) AS count FROM staff_session WHERE id = $1 AND staff_id = $2 AND ended_at IS NULL AND expires_at > $3;

-- query: staff_session_proven   the second factor was shown just now, and the token stays
-- in:    id session_id, now when
UPDATE staff_session SET proven_at = $2 WHERE id = $1 AND ended_at IS NULL;

-- query: staff_session_renewed   the same, and another token from now on: the old one opens nothing
-- in:    id session_id, token_digest str, now when
UPDATE staff_session SET token_digest = $2, proven_at = $3 WHERE id = $1 AND ended_at IS NULL;

-- query: staff_session_redigest   the same token under the present key
-- in:    id session_id, token_digest str, before str
UPDATE staff_session SET token_digest = $2 WHERE id = $1 AND token_digest = $3;

-- query: staff_session_touch   remembers the last use
-- in:    id session_id, seen_at when
UPDATE staff_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2;

-- query: staff_session_purge_before   forgets sessions that ended or ran out
-- in:    before when
DELETE FROM staff_session WHERE expires_at < $1 OR ended_at < $1;
