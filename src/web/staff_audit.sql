-- SPDX-License-Identifier: Apache-2.0

-- query: staff_audit_insert   one entry of the trail
-- in:    id str, staff_id staff_id?, login str, action str, subject str, ref str, account_id account_id?
-- in:    reason str, before str, after str, network str, user_agent str, at when
INSERT INTO staff_audit (id, staff_id, login, action, subject, ref, account_id, reason, was, became, network, user_agent, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- query: staff_audit_list   entries before a point, newest first; empty texts and wide moments leave a filter out
-- in:    login str, action str, account_id str, ref str, from_at when, until_at when, before_at when, before_id str, limit int
-- out:   id str, login str, action str, subject str, ref str, account_id str?, reason str, was str, became str
-- out:   network str, user_agent str, at when
SELECT id, login, action, subject, ref, account_id, reason, was, became, network, user_agent, at
  FROM staff_audit
 WHERE ($1 = '' OR login = $1)
   AND ($2 = '' OR substr(action, 1, length($2)) = $2)
   AND ($3 = '' OR account_id = $3)
   AND ($4 = '' OR ref = $4)
   AND at >= $5 AND at < $6
   AND (at, id) < ($7, $8)
 ORDER BY at DESC, id DESC
 LIMIT $9;
