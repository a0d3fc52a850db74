-- SPDX-License-Identifier: Apache-2.0

-- query: ledger_account_make   an account, unless it is there
-- in:    id ledger_account_id, owner str, book str, currency str
INSERT INTO ledger_account (id, owner, book, currency, balance, last_seq)
VALUES ($1, $2, $3, $4, 0, 0)
ON CONFLICT (owner, book, currency) DO NOTHING;

-- query: ledger_account_find   an account with what its next posting needs
-- in:    owner str, book str, currency str
-- out:   id ledger_account_id, balance int, last_seq int
SELECT id, balance, last_seq FROM ledger_account WHERE owner = $1 AND book = $2 AND currency = $3;

-- query: ledger_account_advance   its balance and number with one more posting
-- in:    id ledger_account_id, balance int, last_seq int
UPDATE ledger_account SET balance = $2, last_seq = $3 WHERE id = $1;

-- query: ledger_transaction_insert   what happened, unless it was posted before
-- in:    id transaction_id, cause str, cause_ref str, actor str, note str, now when
INSERT INTO ledger_transaction (id, cause, cause_ref, actor, note, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (cause, cause_ref) DO NOTHING;

-- query: posting_insert   one line
-- in:    account ledger_account_id, seq int, transaction transaction_id, amount int, balance_after int
INSERT INTO posting (ledger_account_id, seq, transaction_id, amount, balance_after) VALUES ($1, $2, $3, $4, $5);

-- query: balance_line_insert   the posting as its customer sees it, behind the line before, with the sums up to it
-- in:    account ledger_account_id, now when, seq int, transaction transaction_id, cause str
-- in:    document_kind str, document_id str, document_number str, note str
-- in:    amount int, balance_after int, came int, went int
INSERT INTO balance_line (ledger_account_id, at, seq, transaction_id, cause, document_kind, document_id, document_number,
                          note, amount, balance_after, total_in, total_out, cause_in, cause_out, cause_count)
SELECT $1, CASE WHEN last.at > $2 THEN last.at ELSE $2 END, $3, $4, $5, $6, $7, $8, $9, $10, $11,
       COALESCE(last.total_in, 0) + $12, COALESCE(last.total_out, 0) + $13,
       COALESCE(kin.cause_in, 0) + $12, COALESCE(kin.cause_out, 0) + $13, COALESCE(kin.cause_count, 0) + 1
  FROM (SELECT 1 AS one) this
  LEFT JOIN (SELECT at, total_in, total_out FROM balance_line
              WHERE ledger_account_id = $1 ORDER BY at DESC, seq DESC LIMIT 1) last ON 1 = 1
  LEFT JOIN (SELECT cause_in, cause_out, cause_count FROM balance_line INDEXED BY balance_line_of_cause
              WHERE ledger_account_id = $1 AND cause = $5 ORDER BY at DESC, seq DESC LIMIT 1) kin ON 1 = 1;
-- query: balance_line_insert @postgres
INSERT INTO balance_line (ledger_account_id, at, seq, transaction_id, cause, document_kind, document_id, document_number,
                          note, amount, balance_after, total_in, total_out, cause_in, cause_out, cause_count)
SELECT $1, CASE WHEN last.at > $2 THEN last.at ELSE $2 END, $3, $4, $5, $6, $7, $8, $9, $10, $11,
       COALESCE(last.total_in, 0) + $12, COALESCE(last.total_out, 0) + $13,
       COALESCE(kin.cause_in, 0) + $12, COALESCE(kin.cause_out, 0) + $13, COALESCE(kin.cause_count, 0) + 1
  FROM (SELECT 1 AS one) this
  LEFT JOIN (SELECT at, total_in, total_out FROM balance_line
              WHERE ledger_account_id = $1 ORDER BY at DESC, seq DESC LIMIT 1) last ON 1 = 1
  LEFT JOIN (SELECT cause_in, cause_out, cause_count FROM balance_line
              WHERE ledger_account_id = $1 AND cause = $5 ORDER BY at DESC, seq DESC LIMIT 1) kin ON 1 = 1;

-- query: ledger_wrong_sums   currencies whose postings do not sum to zero
-- out:   currency str, total int
SELECT a.currency, CAST(sum(p.amount) AS BIGINT) AS total
  FROM posting p
  JOIN ledger_account a ON a.id = p.ledger_account_id
 GROUP BY a.currency
HAVING sum(p.amount) <> 0
 ORDER BY a.currency
 LIMIT 20;

-- query: ledger_wrong_transactions   transactions that do not sum to zero in a currency
-- out:   id transaction_id, currency str, total int
SELECT p.transaction_id AS id, a.currency, CAST(sum(p.amount) AS BIGINT) AS total
  FROM posting p
  JOIN ledger_account a ON a.id = p.ledger_account_id
 GROUP BY p.transaction_id, a.currency
HAVING sum(p.amount) <> 0
 ORDER BY p.transaction_id
 LIMIT 20;

-- query: ledger_empty_transactions   transactions without postings
-- out:   id transaction_id
SELECT t.id
  FROM ledger_transaction t
 WHERE NOT EXISTS (SELECT 1 FROM posting p WHERE p.transaction_id = t.id)
 ORDER BY t.id
 LIMIT 20;

-- query: ledger_wrong_balances   accounts whose balance or numbering is not that of their postings
-- out:   id ledger_account_id, balance int, total int, last_seq int, postings int
SELECT a.id, a.balance, CAST(COALESCE(sum(p.amount), 0) AS BIGINT) AS total, a.last_seq, count(p.seq) AS postings
  FROM ledger_account a
  LEFT JOIN posting p ON p.ledger_account_id = a.id
 GROUP BY a.id, a.balance, a.last_seq
HAVING a.balance <> COALESCE(sum(p.amount), 0) OR a.last_seq <> count(p.seq) OR a.last_seq <> COALESCE(max(p.seq), 0)
 ORDER BY a.id
 LIMIT 20;

-- query: ledger_broken_chains   postings whose balance is not that of the one before and their amount
-- out:   account ledger_account_id, seq int
SELECT chain.ledger_account_id AS account, chain.seq
  FROM (SELECT ledger_account_id, seq, amount, balance_after,
               LAG(balance_after, 1, CAST(0 AS BIGINT)) OVER (PARTITION BY ledger_account_id ORDER BY seq) AS balance_before
          FROM posting) chain
 WHERE chain.balance_after <> chain.balance_before + chain.amount
 ORDER BY chain.ledger_account_id, chain.seq
 LIMIT 20;

-- query: ledger_missing_lines   postings of customers' balances that their history does not show
-- out:   account ledger_account_id, seq int
SELECT p.ledger_account_id AS account, p.seq
  FROM posting p
  JOIN ledger_account a ON a.id = p.ledger_account_id AND a.book = 'balance' AND a.owner <> ''
  JOIN ledger_transaction t ON t.id = p.transaction_id
  LEFT JOIN balance_line l ON l.transaction_id = p.transaction_id AND l.ledger_account_id = p.ledger_account_id
       AND l.seq = p.seq AND l.amount = -p.amount AND l.balance_after = -p.balance_after AND l.cause = t.cause
 WHERE l.seq IS NULL
 ORDER BY p.ledger_account_id, p.seq
 LIMIT 20;

-- query: ledger_wrong_lines   lines of histories whose order or sums do not follow those before
-- out:   account ledger_account_id, seq int
SELECT line.account, line.seq
  FROM (SELECT l.ledger_account_id AS account, l.seq, l.at, l.amount, l.total_in, l.total_out,
               l.cause_in, l.cause_out, l.cause_count,
               LAG(l.seq, 1, CAST(0 AS BIGINT)) OVER lines AS seq_before,
               LAG(l.at) OVER lines_by_number AS at_before,
               LAG(l.total_in, 1, CAST(0 AS BIGINT)) OVER lines AS in_before,
               LAG(l.total_out, 1, CAST(0 AS BIGINT)) OVER lines AS out_before,
               LAG(l.cause_in, 1, CAST(0 AS BIGINT)) OVER lines_of_cause AS cause_in_before,
               LAG(l.cause_out, 1, CAST(0 AS BIGINT)) OVER lines_of_cause AS cause_out_before,
               LAG(l.cause_count, 1, CAST(0 AS BIGINT)) OVER lines_of_cause AS cause_count_before
          FROM balance_line l
        WINDOW lines AS (PARTITION BY l.ledger_account_id ORDER BY l.at, l.seq),
               lines_by_number AS (PARTITION BY l.ledger_account_id ORDER BY l.seq),
               lines_of_cause AS (PARTITION BY l.ledger_account_id, l.cause ORDER BY l.at, l.seq)) line
 WHERE line.seq <> line.seq_before + 1 OR line.at < line.at_before
    OR line.total_in <> line.in_before + CASE WHEN line.amount > 0 THEN line.amount ELSE 0 END
    OR line.total_out <> line.out_before - CASE WHEN line.amount < 0 THEN line.amount ELSE 0 END
    OR line.cause_in <> line.cause_in_before + CASE WHEN line.amount > 0 THEN line.amount ELSE 0 END
    OR line.cause_out <> line.cause_out_before - CASE WHEN line.amount < 0 THEN line.amount ELSE 0 END
    OR line.cause_count <> line.cause_count_before + 1
 ORDER BY line.account, line.seq
 LIMIT 20;

-- query: document_series_take   the next number of a series
-- in:    series str
-- out:   last int
INSERT INTO document_series (series, last) VALUES ($1, 1)
ON CONFLICT (series) DO UPDATE SET last = document_series.last + 1
RETURNING last;

-- query: ledger_foreign   is the id that of a transaction of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id
 WHERE p.transaction_id = $1 AND a.owner <> '' AND a.owner <> $2;
