-- SPDX-License-Identifier: Apache-2.0

-- query: seed_book_open   an account of the books
-- in:    id ledger_account_id, owner str, book str, currency str
INSERT INTO ledger_account (id, owner, book, currency, balance, last_seq) VALUES ($1, $2, $3, $4, 0, 0);

-- query: seed_book_stand   where it stands after its postings
-- in:    id ledger_account_id, balance int, last_seq int
UPDATE ledger_account SET balance = $2, last_seq = $3 WHERE id = $1;

-- query: seed_transaction   what happened
-- in:    id transaction_id, cause str, cause_ref str, actor str, note str, at when
INSERT INTO ledger_transaction (id, cause, cause_ref, actor, note, at) VALUES ($1, $2, $3, $4, $5, $6);

-- query: seed_posting   one line of it
-- in:    book ledger_account_id, seq int, transaction transaction_id, amount int, balance_after int
INSERT INTO posting (ledger_account_id, seq, transaction_id, amount, balance_after) VALUES ($1, $2, $3, $4, $5);

-- query: seed_line   the same in its customer's history
-- in:    book ledger_account_id, at when, seq int, transaction transaction_id, cause str
-- in:    document_kind str, document_id str, document_number str, note str, amount int, balance_after int
-- in:    total_in int, total_out int, cause_in int, cause_out int, cause_count int
INSERT INTO balance_line (ledger_account_id, at, seq, transaction_id, cause, document_kind, document_id, document_number,
                          note, amount, balance_after, total_in, total_out, cause_in, cause_out, cause_count)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);
