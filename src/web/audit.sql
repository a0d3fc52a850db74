-- SPDX-License-Identifier: Apache-2.0

-- query: audit_insert   one entry of the trail
-- in:    id str, account_id account_id, action str, detail str, network str, user_agent str, at when
INSERT INTO audit (id, account_id, action, detail, network, user_agent, at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- query: audit_page   entries of an account before a point, newest first
-- in:    account_id account_id, before_at when, before_id str, limit int
-- out:   id str, action str, detail str, network str, user_agent str, at when
SELECT id, action, detail, network, user_agent, at
  FROM audit
 WHERE account_id = $1 AND (at, id) < ($2, $3)
 ORDER BY at DESC, id DESC
 LIMIT $4;
