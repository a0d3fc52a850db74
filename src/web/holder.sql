-- SPDX-License-Identifier: Apache-2.0

-- query: holder_stand   takes or keeps the lock that shows a process to be alive; false: another process has the number
-- in:    number int
-- out:   stands bool
SELECT $1 > 0 AS stands;

-- query: holder_stand @postgres
SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_locks
                          WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND classid = 72390 AND objid = $1::oid
                            AND objsubid = 2)
            THEN TRUE ELSE pg_try_advisory_lock(72390, $1::int4) END AS stands;

-- query: holders_gone   processes that have claims and are gone
-- in:    now when
-- out:   holder int
SELECT $1 AS holder WHERE $1 < 0;

-- query: holders_gone @postgres
SELECT c.holder
  FROM (SELECT holder FROM job WHERE claimed AND holder <> 0 AND next_at > $1
        UNION
        SELECT holder FROM message
         WHERE state = 'waiting' AND holder <> 0 AND attempts > 0 AND last_code IS NULL AND next_at > $1) c
 WHERE NOT EXISTS (SELECT 1 FROM pg_locks l
                    WHERE l.locktype = 'advisory' AND l.classid = 72390 AND l.objid = c.holder::oid AND l.objsubid = 2
                      AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
 LIMIT 16;

-- query: holder_jobs_free   what a process that is gone had claimed may be claimed by others
-- in:    holder int, now when
UPDATE job SET next_at = $2, claimed = FALSE WHERE claimed AND holder = $1 AND next_at > $2;

-- query: holder_messages_free   likewise
-- in:    holder int, now when
UPDATE message
   SET next_at = $2
 WHERE state = 'waiting' AND attempts > 0 AND last_code IS NULL AND next_at > $2 AND holder = $1;
