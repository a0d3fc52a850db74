-- SPDX-License-Identifier: Apache-2.0

-- query: asker_customer   does the session still live, and is its account still let in
-- in:    id session_id, now when
-- out:   count int
SELECT count(*) AS count
  FROM session s
  JOIN account a ON a.id = s.account_id
  LEFT JOIN account_stop st ON st.account_id = s.account_id AND st.kind = 'locked'
 WHERE s.id = $1
   AND s.ended_at IS NULL
   AND s.expires_at > $2
   AND a.state IN ('active', 'restricted')
   AND st.account_id IS NULL;

-- query: asker_member   the role of the member whose session still lives
-- in:    id session_id, now when
-- out:   role str
SELECT m.role
  FROM staff_session s
  JOIN staff m ON m.id = s.staff_id
 WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND m.state = 'active';
