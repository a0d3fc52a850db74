-- SPDX-License-Identifier: Apache-2.0
-- SQLite is told which index serves one cause: it may take the primary key, and then reads a whole history when there is
-- little of that cause in it.

-- query: balance_books_of   the balances of an account
-- in:    owner account_id
-- out:   id ledger_account_id, currency str, balance int
SELECT id, currency, balance FROM ledger_account WHERE owner = $1 AND book = 'balance' ORDER BY currency;

-- query: balance_line_page   one page of a balance's history, newest first
-- in:    book ledger_account_id, before_at when, before_seq int, from_at when, limit int
-- out:   at when, seq int, id transaction_id, cause str, document_kind str, document_id str,
-- out:   document_number str, note str, amount int, balance_after int
SELECT at, seq, transaction_id AS id, cause, document_kind, document_id, document_number, note, amount, balance_after
  FROM balance_line
 WHERE ledger_account_id = $1 AND (at, seq) < ($2, $3) AND at >= $4
 ORDER BY at DESC, seq DESC
 LIMIT $5;

-- query: balance_line_page_of   the same of one cause
-- in:    book ledger_account_id, cause str, before_at when, before_seq int, from_at when, limit int
-- out:   at when, seq int, id transaction_id, cause str, document_kind str, document_id str,
-- out:   document_number str, note str, amount int, balance_after int
SELECT at, seq, transaction_id AS id, cause, document_kind, document_id, document_number, note, amount, balance_after
  FROM balance_line INDEXED BY balance_line_of_cause
 WHERE ledger_account_id = $1 AND cause = $2 AND (at, seq) < ($3, $4) AND at >= $5
 ORDER BY at DESC, seq DESC
 LIMIT $6;
-- query: balance_line_page_of @postgres
SELECT at, seq, transaction_id AS id, cause, document_kind, document_id, document_number, note, amount, balance_after
  FROM balance_line
 WHERE ledger_account_id = $1 AND cause = $2 AND (at, seq) < ($3, $4) AND at >= $5
 ORDER BY at DESC, seq DESC
 LIMIT $6;

-- query: balance_line_of_transaction   the line of a transaction in an account's history
-- in:    transaction transaction_id, owner account_id
-- out:   at when, seq int, id transaction_id, cause str, document_kind str, document_id str,
-- out:   document_number str, note str, amount int, balance_after int, currency str
SELECT l.at, l.seq, l.transaction_id AS id, l.cause, l.document_kind, l.document_id, l.document_number, l.note,
       l.amount, l.balance_after, a.currency
  FROM balance_line l
  JOIN ledger_account a ON a.id = l.ledger_account_id
 WHERE l.transaction_id = $1 AND a.owner = $2 AND a.book = 'balance'
 ORDER BY a.currency, l.seq
 LIMIT 1;

-- query: balance_sums_before   what had come and gone before a moment
-- in:    book ledger_account_id, at when
-- out:   count int, total_in int, total_out int, balance int
SELECT seq AS count, total_in, total_out, balance_after AS balance
  FROM balance_line
 WHERE ledger_account_id = $1 AND at < $2
 ORDER BY at DESC, seq DESC
 LIMIT 1;

-- query: balance_sums_before_of   the same of one cause
-- in:    book ledger_account_id, cause str, at when
-- out:   count int, total_in int, total_out int
SELECT cause_count AS count, cause_in AS total_in, cause_out AS total_out
  FROM balance_line INDEXED BY balance_line_of_cause
 WHERE ledger_account_id = $1 AND cause = $2 AND at < $3
 ORDER BY at DESC, seq DESC
 LIMIT 1;
-- query: balance_sums_before_of @postgres
SELECT cause_count AS count, cause_in AS total_in, cause_out AS total_out
  FROM balance_line
 WHERE ledger_account_id = $1 AND cause = $2 AND at < $3
 ORDER BY at DESC, seq DESC
 LIMIT 1;

-- query: spending_before   what had been spent and paid in before each of thirteen moments
-- in:    book ledger_account_id, m0 when, m1 when, m2 when, m3 when, m4 when, m5 when, m6 when
-- in:    m7 when, m8 when, m9 when, m10 when, m11 when, m12 when
-- out:   month int, spent int, paid_in int
WITH mark (month, at) AS (
    VALUES (0, CAST($2 AS BIGINT)), (1, CAST($3 AS BIGINT)), (2, CAST($4 AS BIGINT)), (3, CAST($5 AS BIGINT)),
           (4, CAST($6 AS BIGINT)), (5, CAST($7 AS BIGINT)), (6, CAST($8 AS BIGINT)), (7, CAST($9 AS BIGINT)),
           (8, CAST($10 AS BIGINT)), (9, CAST($11 AS BIGINT)), (10, CAST($12 AS BIGINT)), (11, CAST($13 AS BIGINT)),
           (12, CAST($14 AS BIGINT))
), told AS (
    SELECT mark.month,
           COALESCE((SELECT l.cause_out - l.cause_in FROM balance_line l INDEXED BY balance_line_of_cause
                      WHERE l.ledger_account_id = $1 AND l.cause = 'invoice.applied' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS applied,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l INDEXED BY balance_line_of_cause
                      WHERE l.ledger_account_id = $1 AND l.cause = 'invoice.credited' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS credited,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l INDEXED BY balance_line_of_cause
                      WHERE l.ledger_account_id = $1 AND l.cause = 'invoice.released' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS released,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l INDEXED BY balance_line_of_cause
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.received' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS received,
           COALESCE((SELECT l.cause_out - l.cause_in FROM balance_line l INDEXED BY balance_line_of_cause
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.refunded' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS refunded,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l INDEXED BY balance_line_of_cause
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.refund_failed' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS kept,
           COALESCE((SELECT l.cause_out - l.cause_in FROM balance_line l INDEXED BY balance_line_of_cause
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.charged_back' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS reversed
      FROM mark
)
SELECT told.month, told.applied - told.credited - told.released AS spent,
       told.received - told.refunded + told.kept - told.reversed AS paid_in
  FROM told
 ORDER BY told.month;
-- query: spending_before @postgres
WITH mark (month, at) AS (
    VALUES (0, CAST($2 AS BIGINT)), (1, CAST($3 AS BIGINT)), (2, CAST($4 AS BIGINT)), (3, CAST($5 AS BIGINT)),
           (4, CAST($6 AS BIGINT)), (5, CAST($7 AS BIGINT)), (6, CAST($8 AS BIGINT)), (7, CAST($9 AS BIGINT)),
           (8, CAST($10 AS BIGINT)), (9, CAST($11 AS BIGINT)), (10, CAST($12 AS BIGINT)), (11, CAST($13 AS BIGINT)),
           (12, CAST($14 AS BIGINT))
), told AS (
    SELECT mark.month,
           COALESCE((SELECT l.cause_out - l.cause_in FROM balance_line l
                      WHERE l.ledger_account_id = $1 AND l.cause = 'invoice.applied' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS applied,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l
                      WHERE l.ledger_account_id = $1 AND l.cause = 'invoice.credited' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS credited,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l
                      WHERE l.ledger_account_id = $1 AND l.cause = 'invoice.released' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS released,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.received' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS received,
           COALESCE((SELECT l.cause_out - l.cause_in FROM balance_line l
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.refunded' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS refunded,
           COALESCE((SELECT l.cause_in - l.cause_out FROM balance_line l
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.refund_failed' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS kept,
           COALESCE((SELECT l.cause_out - l.cause_in FROM balance_line l
                      WHERE l.ledger_account_id = $1 AND l.cause = 'payment.charged_back' AND l.at < mark.at
                      ORDER BY l.at DESC, l.seq DESC LIMIT 1), 0) AS reversed
      FROM mark
)
SELECT told.month, told.applied - told.credited - told.released AS spent,
       told.received - told.refunded + told.kept - told.reversed AS paid_in
  FROM told
 ORDER BY told.month;
