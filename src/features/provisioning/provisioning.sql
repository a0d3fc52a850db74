-- SPDX-License-Identifier: Apache-2.0

-- query: operation_insert   an operation, unless its key is there
-- in:    id operation_id, unique_key str, subject str, account_id account_id, kind str, driver str, config str
-- in:    payload str, now when
INSERT INTO operation (id, unique_key, subject, account_id, kind, driver, config, payload, state, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $9)
ON CONFLICT (unique_key) DO NOTHING;

-- query: operation_id_by_key   which operation has a key
-- in:    unique_key str
-- out:   id operation_id
SELECT id FROM operation WHERE unique_key = $1;

-- query: operation_get   one operation
-- in:    id operation_id
-- out:   id operation_id, subject str, account_id account_id, kind str, driver str, config str, payload str, state str
-- out:   remote bool, progress int, step_uk str, step_en str, attempts int, answer str?, last_error str, created_at when
-- out:   updated_at when, started_at when?, ended_at when?
SELECT id, subject, account_id, kind, driver, config, payload, state, remote, progress, step_uk, step_en, attempts,
       answer, last_error, created_at, updated_at, started_at, ended_at
  FROM operation
 WHERE id = $1;

-- query: operation_of_subject   the newest operations of a subject
-- in:    subject str, limit int
-- out:   id operation_id, subject str, account_id account_id, kind str, driver str, config str, payload str, state str
-- out:   remote bool, progress int, step_uk str, step_en str, attempts int, answer str?, last_error str, created_at when
-- out:   updated_at when, started_at when?, ended_at when?
SELECT id, subject, account_id, kind, driver, config, payload, state, remote, progress, step_uk, step_en, attempts,
       answer, last_error, created_at, updated_at, started_at, ended_at
  FROM operation
 WHERE subject = $1
 ORDER BY created_at DESC, id DESC
 LIMIT $2;

-- query: operation_open_of   the operations of an account that are not over, newest first
-- in:    account_id account_id, limit int
-- out:   id operation_id, subject str, account_id account_id, kind str, driver str, config str, payload str, state str
-- out:   remote bool, progress int, step_uk str, step_en str, attempts int, answer str?, last_error str, created_at when
-- out:   updated_at when, started_at when?, ended_at when?
SELECT id, subject, account_id, kind, driver, config, payload, state, remote, progress, step_uk, step_en, attempts,
       answer, last_error, created_at, updated_at, started_at, ended_at
  FROM operation
 WHERE account_id = $1 AND state IN ('waiting', 'running', 'failed', 'manual')
 ORDER BY created_at DESC, id DESC
 LIMIT $2;

-- query: operation_for_staff   the operations a person has to look at, oldest first
-- in:    after_time when, after_id str, limit int
-- out:   id operation_id, subject str, account_id account_id, kind str, driver str, config str, payload str, state str
-- out:   remote bool, progress int, step_uk str, step_en str, attempts int, answer str?, last_error str, created_at when
-- out:   updated_at when, started_at when?, ended_at when?
SELECT id, subject, account_id, kind, driver, config, payload, state, remote, progress, step_uk, step_en, attempts,
       answer, last_error, created_at, updated_at, started_at, ended_at
  FROM operation
 WHERE state IN ('manual', 'failed') AND (created_at, id) > ($1, $2)
 ORDER BY created_at, id
 LIMIT $3;

-- query: operation_first_open   whose turn it is among the operations of a subject
-- in:    subject str
-- out:   id operation_id, driver str, state str, attempts int
SELECT id, driver, state, attempts
  FROM operation
 WHERE subject = $1 AND state IN ('waiting', 'running', 'failed', 'manual')
 ORDER BY created_at, id
 LIMIT 1;

-- query: operation_claim   an attempt begins
-- in:    id operation_id, now when
UPDATE operation
   SET state = 'running', updated_at = $2, started_at = COALESCE(started_at, $2)
 WHERE id = $1 AND state IN ('waiting', 'running') AND NOT remote;

-- query: operation_progress   how far it is
-- in:    id operation_id, progress int, step_uk str, step_en str, now when
UPDATE operation
   SET progress = $2, step_uk = $3, step_en = $4, updated_at = $5
 WHERE id = $1 AND state = 'running';

-- query: operation_set   where it stands now, unless it stands somewhere else than thought
-- in:    id operation_id, from_state str, state str, remote bool, attempts int, last_error str, now when
UPDATE operation
   SET state = $3, remote = $4, attempts = $5, last_error = $6, updated_at = $7
 WHERE id = $1 AND state = $2;

-- query: operation_end   it is over
-- in:    id operation_id, from_state str, state str, progress int, answer str?, last_error str, now when
UPDATE operation
   SET state = $3, remote = FALSE, progress = $4, answer = $5, last_error = $6, updated_at = $7, ended_at = $7
 WHERE id = $1 AND state = $2;

-- query: operation_begin_anew   staff has it tried again, from the start
-- in:    id operation_id, now when
UPDATE operation
   SET state = 'waiting', remote = FALSE, attempts = 0, progress = 0, started_at = NULL, updated_at = $2
 WHERE id = $1 AND state = 'failed';

-- query: operation_count_for_staff   how many a person has to look at
-- out:   count int
SELECT count(*) AS count FROM operation WHERE state IN ('manual', 'failed');
