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

-- query: document_series_take   the next number of a series
-- in:    series str
-- out:   last int
INSERT INTO document_series (series, last) VALUES ($1, 1)
ON CONFLICT (series) DO UPDATE SET last = document_series.last + 1
RETURNING last;
