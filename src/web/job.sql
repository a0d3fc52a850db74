-- SPDX-License-Identifier: Apache-2.0

-- query: job_insert   puts a job, unless one of its kind with its key waits
-- in:    id job_id, kind str, ref str, unique_key str?, due_at when, now when, errand bool
INSERT INTO job (id, kind, ref, unique_key, due_at, next_at, created_at, errand)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
ON CONFLICT (kind, unique_key) DO NOTHING;

-- query: job_due   whether a job waits to be run now
-- in:    now when, errand bool
-- out:   id job_id
SELECT id FROM job WHERE state = 'waiting' AND errand = $2 AND next_at <= $1 LIMIT 1;

-- query: job_take   claims the job that waits longest, until lease_end
-- in:    now when, lease_end when, errand bool, holder int
-- out:   id job_id, kind str, ref str, due_at when, attempts int
UPDATE job
   SET attempts = attempts + 1, next_at = $2, claimed = TRUE, holder = $4
 WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND errand = $3 AND next_at <= $1
              ORDER BY next_at, id LIMIT 1)
RETURNING id, kind, ref, due_at, attempts;

-- query: job_take @postgres
UPDATE job
   SET attempts = attempts + 1, next_at = $2, claimed = TRUE, holder = $4
 WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND errand = $3 AND next_at <= $1
              ORDER BY next_at, id LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING id, kind, ref, due_at, attempts;

-- query: job_delete   a claimed job is done
-- in:    id job_id, attempts int
DELETE FROM job WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- query: job_again   a claimed periodic job is done until its next time
-- in:    id job_id, attempts int, due_at when, last_error str
UPDATE job
   SET due_at = $3, next_at = $3, attempts = 0, claimed = FALSE, last_error = $4
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- query: job_delay   a claimed job failed and waits for its next attempt
-- in:    id job_id, attempts int, next_at when, last_error str
UPDATE job
   SET next_at = $3, claimed = FALSE, last_error = $4
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- query: job_hold   a claimed job waits until the clock is trusted; this was no attempt
-- in:    id job_id, attempts int, next_at when
UPDATE job
   SET next_at = $3, claimed = FALSE, attempts = attempts - 1, last_error = 'the clock jumped'
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- query: job_unhold   the clock is trusted again
UPDATE job
   SET next_at = due_at, last_error = ''
 WHERE state = 'waiting' AND NOT claimed AND last_error = 'the clock jumped';

-- query: job_bury   a claimed job failed for the last time
-- in:    id job_id, attempts int, last_error str
UPDATE job
   SET state = 'dead', unique_key = NULL, claimed = FALSE, last_error = $3
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- query: job_release   ends the claims of a process that is gone
-- in:    now when
UPDATE job SET next_at = $1, claimed = FALSE WHERE claimed AND next_at > $1;

-- query: job_list   the queue and the dead letters, soonest first
-- in:    limit int
-- out:   id job_id, kind str, ref str, state str, due_at when, next_at when, attempts int, last_error str
SELECT id, kind, ref, state, due_at, next_at, attempts, last_error
  FROM job
 ORDER BY state DESC, next_at, id
 LIMIT $1;
