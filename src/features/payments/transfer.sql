-- SPDX-License-Identifier: Apache-2.0

-- query: transfer_insert   a transfer that staff found in the statement
-- in:    id transfer_id, payment_id payment_id, amount int, reference str, state str, asked_by str, now when
-- in:    settled_at when?
INSERT INTO payment_transfer (id, payment_id, amount, reference, state, asked_by, created_at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- query: transfer_find   one transfer
-- in:    id transfer_id
-- out:   id transfer_id, payment_id payment_id, number int, account_id account_id, amount int, currency str
-- out:   reference str, state str, asked_by str, decided_by str, created_at when, settled_at when?
SELECT t.id, t.payment_id, p.number, p.account_id, t.amount, p.currency, t.reference, t.state, t.asked_by,
       t.decided_by, t.created_at, t.settled_at
  FROM payment_transfer t JOIN payment p ON p.id = t.payment_id
 WHERE t.id = $1;

-- query: transfer_list   the transfers of a payment
-- in:    payment_id payment_id
-- out:   id transfer_id, payment_id payment_id, number int, account_id account_id, amount int, currency str
-- out:   reference str, state str, asked_by str, decided_by str, created_at when, settled_at when?
SELECT t.id, t.payment_id, p.number, p.account_id, t.amount, p.currency, t.reference, t.state, t.asked_by,
       t.decided_by, t.created_at, t.settled_at
  FROM payment_transfer t JOIN payment p ON p.id = t.payment_id
 WHERE t.payment_id = $1
 ORDER BY t.created_at, t.id;

-- query: transfer_open   transfers that wait for a second member, oldest first
-- out:   id transfer_id, payment_id payment_id, number int, account_id account_id, amount int, currency str
-- out:   reference str, state str, asked_by str, decided_by str, created_at when, settled_at when?
SELECT t.id, t.payment_id, p.number, p.account_id, t.amount, p.currency, t.reference, t.state, t.asked_by,
       t.decided_by, t.created_at, t.settled_at
  FROM payment_transfer t JOIN payment p ON p.id = t.payment_id
 WHERE t.state = 'approval'
 ORDER BY t.created_at, t.id
 LIMIT 200;

-- query: transfer_count_like   waiting ones of the payment, or with the reference
-- in:    payment_id payment_id, reference str
-- out:   count int
SELECT count(*) AS count FROM payment_transfer WHERE (payment_id = $1 OR reference = $2 OR upper(reference) = $2) AND state = 'approval';

-- query: transfer_decide   the second member's word; once
-- in:    id transfer_id, state str, decided_by str, now when
UPDATE payment_transfer
   SET state = $2, decided_by = $3, settled_at = $4
 WHERE id = $1 AND state = 'approval';
