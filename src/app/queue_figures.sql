-- SPDX-License-Identifier: Apache-2.0

-- query: figures_of_messages   how a channel's messages stand, each count up to most
-- in:    channel str, most int
-- out:   waiting int, delayed int, failed int
SELECT (SELECT count(*) FROM (SELECT 1 FROM message WHERE channel = $1 AND state = 'waiting' LIMIT $2) AS w) AS waiting,
       (SELECT count(*) FROM (SELECT 1 FROM message
                               WHERE channel = $1 AND state = 'waiting' AND last_code IS NOT NULL
                               LIMIT $2) AS d) AS delayed,
       (SELECT count(*) FROM (SELECT 1 FROM message WHERE channel = $1 AND state = 'failed' LIMIT $2) AS f) AS failed;

-- query: figures_oldest_message   since when a channel's oldest message waits
-- in:    channel str
-- out:   created_at when
SELECT created_at FROM message WHERE channel = $1 AND state = 'waiting' ORDER BY created_at LIMIT 1;

-- query: figures_of_jobs   how the jobs stand, each count up to most
-- in:    most int
-- out:   waiting int, dead int
SELECT (SELECT count(*) FROM (SELECT 1 FROM job WHERE state = 'waiting' LIMIT $1) AS w) AS waiting,
       (SELECT count(*) FROM (SELECT 1 FROM job WHERE state = 'dead' LIMIT $1) AS d) AS dead;
