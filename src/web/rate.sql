-- SPDX-License-Identifier: Apache-2.0

-- query: rate_budget_take   counts one take; a window that has passed begins anew
-- in:    budget_key str, now when, ends_at when
-- out:   taken int, ends_at when
INSERT INTO rate_budget (budget_key, taken, started_at, ends_at)
VALUES ($1, 1, $2, $3)
ON CONFLICT (budget_key) DO UPDATE
   SET taken = CASE WHEN rate_budget.ends_at <= $2 THEN 1 ELSE rate_budget.taken + 1 END,
       started_at = CASE WHEN rate_budget.ends_at <= $2 THEN $2 ELSE rate_budget.started_at END,
       ends_at = CASE WHEN rate_budget.ends_at <= $2 THEN $3 ELSE rate_budget.ends_at END
RETURNING taken, ends_at;

-- query: rate_budget_find   how much of a budget was taken, since when, and until when that counts
-- in:    budget_key str, now when
-- out:   taken int, started_at when, ends_at when
SELECT taken, started_at, ends_at FROM rate_budget WHERE budget_key = $1 AND ends_at > $2;

-- query: rate_budget_put   what is left in a budget that refills
-- in:    budget_key str, taken int, started_at when, ends_at when
INSERT INTO rate_budget (budget_key, taken, started_at, ends_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (budget_key) DO UPDATE
   SET taken = excluded.taken, started_at = excluded.started_at, ends_at = excluded.ends_at;

-- query: rate_budget_clear   gives a budget back whole
-- in:    budget_key str
DELETE FROM rate_budget WHERE budget_key = $1;

-- query: rate_budget_purge   forgets windows that have passed
-- in:    now when
DELETE FROM rate_budget WHERE ends_at <= $1;
