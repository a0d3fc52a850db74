-- SPDX-License-Identifier: Apache-2.0

-- query: job_dead_count   dead letters
-- out:   count int
SELECT count(*) AS count FROM job WHERE state = 'dead';

-- query: job_find   one job
-- in:    id job_id
-- out:   id job_id, kind str, ref str, state str, due_at when, next_at when, attempts int, last_error str
SELECT id, kind, ref, state, due_at, next_at, attempts, last_error FROM job WHERE id = $1;

-- query: job_revive   a dead letter is tried again
-- in:    id job_id, now when
UPDATE job SET state = 'waiting', attempts = 0, next_at = $2 WHERE id = $1 AND state = 'dead';

-- query: job_drop   a dead letter is thrown away
-- in:    id job_id
DELETE FROM job WHERE id = $1 AND state = 'dead';
