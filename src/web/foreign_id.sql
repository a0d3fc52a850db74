-- SPDX-License-Identifier: Apache-2.0

-- query: foreign_session   is the id that of a session of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM session
 WHERE id = $1 AND account_id <> $2;
