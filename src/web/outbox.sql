-- SPDX-License-Identifier: Apache-2.0

-- query: message_insert   puts a message, unless one with its dedupe is there
-- in:    id message_id, channel str, recipient str, subject str, text str, html str, dedupe str?, expires_at when?, now when
-- in:    urgent bool
INSERT INTO message (id, channel, recipient, subject, text, html, next_at, dedupe, expires_at, created_at, urgent)
VALUES ($1, $2, $3, $4, $5, $6, $9, $7, $8, $9, $10)
ON CONFLICT (dedupe) DO NOTHING;

-- query: message_due   whether a message waits to be sent now
-- in:    channel str, now when
-- out:   id message_id
SELECT id FROM message WHERE channel = $1 AND state = 'waiting' AND next_at <= $2 LIMIT 1;

-- query: message_claim   takes the message that waits longest, of the urgent or of the others, until lease_end
-- in:    channel str, urgent bool, now when, lease_end when, holder int
-- out:   id message_id, recipient str, subject str, text str, html str, attempts int, expires_at when?, created_at when
UPDATE message
   SET attempts = attempts + 1, next_at = $4, last_code = NULL, holder = $5
 WHERE id = (SELECT id FROM message
              WHERE channel = $1 AND state = 'waiting' AND urgent = $2 AND next_at <= $3
              ORDER BY next_at, id
              LIMIT 1)
RETURNING id, recipient, subject, text, html, attempts, expires_at, created_at;

-- query: message_claim @postgres
UPDATE message
   SET attempts = attempts + 1, next_at = $4, last_code = NULL, holder = $5
 WHERE id = (SELECT id FROM message
              WHERE channel = $1 AND state = 'waiting' AND urgent = $2 AND next_at <= $3
              ORDER BY next_at, id
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING id, recipient, subject, text, html, attempts, expires_at, created_at;

-- query: message_end   records that a claimed message was sent or given up
-- in:    id message_id, attempts int, state str, code int, story str, keep bool, now when
UPDATE message
   SET state = $3, last_code = $4, last_story = $5, ended_at = $7,
       subject = CASE WHEN $6 THEN subject ELSE '' END,
       text = CASE WHEN $6 THEN text ELSE '' END,
       html = CASE WHEN $6 THEN html ELSE '' END
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- query: message_delay   lets a claimed message wait for its next attempt
-- in:    id message_id, attempts int, code int, story str, next_at when
UPDATE message
   SET last_code = $3, last_story = $4, next_at = $5
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- query: message_hasten   the peer is back: what waited because nobody answered is due now
-- in:    channel str, now when
UPDATE message
   SET next_at = $2
 WHERE channel = $1 AND state = 'waiting' AND last_code = 0 AND next_at > $2;

-- query: message_release   ends the claims of a process that is gone
-- in:    now when
UPDATE message
   SET next_at = $1
 WHERE state = 'waiting' AND attempts > 0 AND last_code IS NULL AND next_at > $1;

-- query: message_recent   the newest messages, whatever their state
-- in:    limit int
-- out:   id message_id, channel str, recipient str, subject str, text str, html str, state str, created_at when
SELECT id, channel, recipient, subject, text, html, state, created_at
  FROM message
 ORDER BY created_at DESC, id DESC
 LIMIT $1;

-- query: message_counts   how many messages wait, and how many failed
-- out:   channel str, state str, count int, oldest_at when
SELECT channel, 'waiting' AS state, count(*) AS count, min(created_at) AS oldest_at
  FROM message
 WHERE state = 'waiting'
 GROUP BY channel
UNION ALL
SELECT channel, 'failed' AS state, count(*) AS count, min(created_at) AS oldest_at
  FROM message
 WHERE state = 'failed'
 GROUP BY channel
 ORDER BY channel, state;

-- query: message_troubled   messages that failed or wait after a failure, newest first
-- in:    limit int
-- out:   id message_id, channel str, state str, attempts int, last_code int, last_story str, next_at when, created_at when
SELECT id, channel, state, attempts, coalesce(last_code, 0) AS last_code, last_story, next_at, created_at
  FROM message
 WHERE state = 'failed' OR (state = 'waiting' AND last_code IS NOT NULL)
 ORDER BY created_at DESC, id DESC
 LIMIT $1;

-- query: message_trouble_count   messages that failed or wait after a failure, up to most
-- in:    most int
-- out:   count int
SELECT count(*) AS count
  FROM (SELECT 1 FROM message
         WHERE state = 'failed' OR (state = 'waiting' AND last_code IS NOT NULL)
         LIMIT $1) AS troubled;

-- query: message_retry   a message that waits after a failure is due now
-- in:    id message_id, now when
UPDATE message SET next_at = $2 WHERE id = $1 AND state = 'waiting' AND last_code IS NOT NULL;

-- query: message_purge   forgets messages that were done with long ago
-- in:    before when
DELETE FROM message WHERE created_at < $1 AND state <> 'waiting';
