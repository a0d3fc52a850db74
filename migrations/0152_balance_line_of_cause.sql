-- SPDX-License-Identifier: Apache-2.0
-- With the sums of a cause in its index, totals and charts need not look at the lines themselves.
DROP INDEX balance_line_of_cause;
CREATE INDEX balance_line_of_cause ON balance_line (ledger_account_id, cause, at, seq, cause_in, cause_out, cause_count);
