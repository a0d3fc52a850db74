-- SPDX-License-Identifier: Apache-2.0

-- query: session_over   a session not ended whose time is over, or that was opened or used on a clock that was wrong
-- in:    token_digest str, now when, seen_after when, future when
-- out:   id session_id
SELECT id
  FROM session
 WHERE token_digest = $1 AND ended_at IS NULL
   AND (expires_at <= $2 OR seen_at <= $3 OR created_at > $4 OR seen_at > $4);

-- query: session_end_over   it is over for good
-- in:    id session_id, now when, seen_after when, future when
UPDATE session
   SET ended_at = $2
 WHERE id = $1 AND ended_at IS NULL AND (expires_at <= $2 OR seen_at <= $3 OR created_at > $4 OR seen_at > $4);

-- query: staff_session_over   a session not ended whose time is over, or that was opened or used on a clock that was wrong
-- in:    token_digest str, now when, seen_after when, future when
-- out:   id session_id
SELECT id
  FROM staff_session
 WHERE token_digest = $1 AND ended_at IS NULL
   AND (expires_at <= $2 OR seen_at <= $3 OR created_at > $4 OR seen_at > $4);

-- query: staff_session_end_over   it is over for good
-- in:    id session_id, now when, seen_after when, future when
UPDATE staff_session
   SET ended_at = $2
 WHERE id = $1 AND ended_at IS NULL AND (expires_at <= $2 OR seen_at <= $3 OR created_at > $4 OR seen_at > $4);
