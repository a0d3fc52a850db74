-- SPDX-License-Identifier: Apache-2.0

-- A customer's money history, ready to be shown: one row for each posting of a balance, with the sums up to it, so that a
-- page, the totals of any range and a chart cost the same however long the history is. Signs are the customer's: what
-- comes to him is positive. Append only; written with the posting, recomputed by `kabinet ledger check`.
CREATE TABLE balance_line (
    ledger_account_id TEXT NOT NULL REFERENCES ledger_account (id), -- whose line
    at BIGINT NOT NULL,                -- microseconds UTC; never before the line above, whatever the clock says
    seq BIGINT NOT NULL,               -- of the posting
    transaction_id TEXT NOT NULL REFERENCES ledger_transaction (id), -- what it is part of
    cause TEXT NOT NULL,               -- of the transaction
    document_kind TEXT NOT NULL,       -- 'invoice', 'payment', or '' for none: what a customer may look at
    document_id TEXT NOT NULL,         -- its id, or ''
    document_number TEXT NOT NULL,     -- what people call it, or ''
    note TEXT NOT NULL,                -- of the transaction
    amount BIGINT NOT NULL,            -- minor units
    balance_after BIGINT NOT NULL,     -- what the customer has with this line
    total_in BIGINT NOT NULL,          -- everything that came, up to here
    total_out BIGINT NOT NULL,         -- everything that went, up to here, as a positive number
    cause_in BIGINT NOT NULL,          -- the same of this cause alone
    cause_out BIGINT NOT NULL,         -- the same of this cause alone
    cause_count BIGINT NOT NULL,       -- lines of this cause, with this one
    PRIMARY KEY (ledger_account_id, at, seq)
);
CREATE INDEX balance_line_of_cause ON balance_line (ledger_account_id, cause, at, seq);
CREATE INDEX balance_line_of_transaction ON balance_line (transaction_id);

INSERT INTO balance_line (ledger_account_id, at, seq, transaction_id, cause, document_kind, document_id, document_number,
                          note, amount, balance_after, total_in, total_out, cause_in, cause_out, cause_count)
SELECT p.ledger_account_id, MAX(t.at) OVER lines, p.seq, p.transaction_id, t.cause, '', '', '', t.note,
       -p.amount, -p.balance_after,
       CAST(SUM(CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END) OVER lines AS BIGINT),
       CAST(SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END) OVER lines AS BIGINT),
       CAST(SUM(CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END) OVER lines_of_cause AS BIGINT),
       CAST(SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END) OVER lines_of_cause AS BIGINT),
       COUNT(*) OVER lines_of_cause
  FROM posting p
  JOIN ledger_account a ON a.id = p.ledger_account_id AND a.book = 'balance' AND a.owner <> ''
  JOIN ledger_transaction t ON t.id = p.transaction_id
WINDOW lines AS (PARTITION BY p.ledger_account_id ORDER BY p.seq),
       lines_of_cause AS (PARTITION BY p.ledger_account_id, t.cause ORDER BY p.seq);

CREATE TRIGGER balance_line_no_change BEFORE UPDATE OR DELETE ON balance_line
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
