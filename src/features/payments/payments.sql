-- SPDX-License-Identifier: Apache-2.0

-- query: payment_insert   a payment that is begun
-- in:    id payment_id, number int, account_id account_id, provider str, invoice_id invoice_id, currency str, amount int
-- in:    state str, external_id str?, checkout_url str, now when, expires_at when
INSERT INTO payment (id, number, account_id, provider, invoice_id, currency, amount, state, external_id, checkout_url,
                     created_at, changed_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12);

-- query: payment_find   one payment
-- in:    id payment_id
-- out:   id payment_id, number int, account_id account_id, provider str, invoice_id invoice_id, currency str, amount int
-- out:   received int, returned int, state str, external_id str?, charge_id str, checkout_url str, failure str
-- out:   created_at when, changed_at when, expires_at when, received_at when?, applied int, debt int, begun_at when?
SELECT id, number, account_id, provider, invoice_id, currency, amount, received, returned, state, external_id, charge_id,
       checkout_url, failure, created_at, changed_at, expires_at, received_at, applied, debt, begun_at
  FROM payment
 WHERE id = $1;

-- query: payment_page   an account's payments, newest first
-- in:    account_id account_id, before when, before_id str, limit int
-- out:   id payment_id, number int, account_id account_id, provider str, invoice_id invoice_id, currency str, amount int
-- out:   received int, returned int, state str, external_id str?, charge_id str, checkout_url str, failure str
-- out:   created_at when, changed_at when, expires_at when, received_at when?, applied int, debt int, begun_at when?
SELECT id, number, account_id, provider, invoice_id, currency, amount, received, returned, state, external_id, charge_id,
       checkout_url, failure, created_at, changed_at, expires_at, received_at, applied, debt, begun_at
  FROM payment
 WHERE account_id = $1 AND (created_at, id) < ($2, $3)
 ORDER BY created_at DESC, id DESC
 LIMIT $4;

-- query: payment_list   everybody's payments, newest first; an empty filter takes all
-- in:    before when, before_id str, limit int, state str, provider str
-- out:   id payment_id, number int, account_id account_id, provider str, invoice_id invoice_id, currency str, amount int
-- out:   received int, returned int, state str, external_id str?, charge_id str, checkout_url str, failure str
-- out:   created_at when, changed_at when, expires_at when, received_at when?, applied int, debt int, begun_at when?
SELECT id, number, account_id, provider, invoice_id, currency, amount, received, returned, state, external_id, charge_id,
       checkout_url, failure, created_at, changed_at, expires_at, received_at, applied, debt, begun_at
  FROM payment
 WHERE (created_at, id) < ($1, $2) AND ($4 = '' OR state = $4) AND ($5 = '' OR provider = $5)
 ORDER BY created_at DESC, id DESC
 LIMIT $3;

-- query: payment_by_number   the id behind the number that people use
-- in:    number int
-- out:   id payment_id
SELECT id FROM payment WHERE number = $1;

-- query: payment_by_external   whose a provider's id is
-- in:    provider str, external_id str
-- out:   id payment_id
SELECT id FROM payment WHERE provider = $1 AND external_id = $2;

-- query: payment_by_charge   whose the money is that a provider took
-- in:    provider str, charge_id str
-- out:   id payment_id
SELECT id FROM payment WHERE provider = $1 AND charge_id = $2 AND charge_id <> '' LIMIT 1;

-- query: payment_open_like   the newest open payment of the same kind
-- in:    account_id account_id, provider str, invoice_id invoice_id, currency str, amount int, now when
-- out:   id payment_id
SELECT id
  FROM payment
 WHERE account_id = $1 AND provider = $2 AND invoice_id = $3 AND currency = $4 AND amount = $5
   AND state IN ('new', 'pending') AND expires_at > $6
 ORDER BY created_at DESC
 LIMIT 1;

-- query: payment_count_open   open payments of an invoice
-- in:    invoice_id invoice_id
-- out:   count int
SELECT count(*) AS count FROM payment WHERE invoice_id = $1 AND invoice_id <> '' AND state IN ('new', 'pending');

-- query: payment_open_of_invoice   open payments of an invoice, oldest first
-- in:    invoice_id invoice_id
-- out:   id payment_id
SELECT id
  FROM payment
 WHERE invoice_id = $1 AND invoice_id <> '' AND state IN ('new', 'pending')
 ORDER BY created_at, id;

-- query: payment_by_reference   whose a line of a bank statement is; references are compared in capitals
-- in:    reference str
-- out:   id payment_id
SELECT id FROM payment WHERE provider = 'bank' AND (external_id = $1 OR upper(external_id) = $1) ORDER BY created_at, id LIMIT 1;

-- query: payment_begun   the customer is making it
-- in:    id payment_id, now when
UPDATE payment SET begun_at = $2 WHERE id = $1 AND begun_at IS NULL AND state IN ('new', 'pending');

-- query: payment_did   what it did when it came
-- in:    id payment_id, applied int, debt int
UPDATE payment SET applied = $2, debt = $3 WHERE id = $1;

-- query: payment_credit   the money is there; once
-- in:    id payment_id, received int, external_id str?, charge_id str, now when
UPDATE payment
   SET state = 'succeeded', received = $2, external_id = COALESCE($3, external_id), charge_id = $4, failure = '',
       received_at = $5, changed_at = $5
 WHERE id = $1 AND received = 0;

-- query: payment_move   an open payment into another state
-- in:    id payment_id, state str, failure str, now when
UPDATE payment
   SET state = $2, failure = $3, changed_at = $4
 WHERE id = $1 AND state IN ('new', 'pending');

-- query: payment_checkout   the provider knows of it now; one that was closed meanwhile stays closed
-- in:    id payment_id, external_id str, checkout_url str, now when
UPDATE payment
   SET state = CASE WHEN state = 'new' THEN 'pending' ELSE state END, external_id = $2, checkout_url = $3, changed_at = $4
 WHERE id = $1 AND received = 0;

-- query: payment_give_back   takes a sum off what may still be returned
-- in:    id payment_id, amount int, now when
UPDATE payment
   SET returned = returned + $2, changed_at = $3
 WHERE id = $1 AND returned + $2 <= received;

-- query: payment_keep   a return that did not happen
-- in:    id payment_id, amount int, now when
UPDATE payment
   SET returned = returned - $2, changed_at = $3
 WHERE id = $1;

-- query: payment_return_insert   money on its way back
-- in:    id refund_id, payment_id payment_id, kind str, amount int, state str, reason str, asked_by str, now when
-- in:    settled_at when?
INSERT INTO payment_return (id, payment_id, kind, amount, state, reason, asked_by, created_at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- query: payment_return_find   one return
-- in:    id refund_id
-- out:   id refund_id, payment_id payment_id, kind str, amount int, currency str, state str, reason str, asked_by str
-- out:   decided_by str, external_id str, created_at when, settled_at when?
SELECT r.id, r.payment_id, r.kind, r.amount, p.currency, r.state, r.reason, r.asked_by, r.decided_by, r.external_id,
       r.created_at, r.settled_at
  FROM payment_return r JOIN payment p ON p.id = r.payment_id
 WHERE r.id = $1;

-- query: payment_return_by_external   by the provider's id of it
-- in:    provider str, external_id str
-- out:   id refund_id
SELECT r.id
  FROM payment_return r JOIN payment p ON p.id = r.payment_id
 WHERE r.external_id = $2 AND r.external_id <> '' AND p.provider = $1
 ORDER BY r.created_at DESC
 LIMIT 1;

-- query: payment_return_list   the returns of a payment
-- in:    payment_id payment_id
-- out:   id refund_id, payment_id payment_id, kind str, amount int, currency str, state str, reason str, asked_by str
-- out:   decided_by str, external_id str, created_at when, settled_at when?
SELECT r.id, r.payment_id, r.kind, r.amount, p.currency, r.state, r.reason, r.asked_by, r.decided_by, r.external_id,
       r.created_at, r.settled_at
  FROM payment_return r JOIN payment p ON p.id = r.payment_id
 WHERE r.payment_id = $1
 ORDER BY r.created_at, r.id;

-- query: payment_return_open   returns that wait for somebody, oldest first
-- out:   id refund_id, payment_id payment_id, kind str, amount int, currency str, state str, reason str, asked_by str
-- out:   decided_by str, external_id str, created_at when, settled_at when?
SELECT r.id, r.payment_id, r.kind, r.amount, p.currency, r.state, r.reason, r.asked_by, r.decided_by, r.external_id,
       r.created_at, r.settled_at
  FROM payment_return r JOIN payment p ON p.id = r.payment_id
 WHERE r.state IN ('approval', 'sending')
 ORDER BY r.created_at, r.id
 LIMIT 200;

-- query: payment_return_move   from one state into another
-- in:    id refund_id, before str, after str, decided_by str, external_id str, settled_at when?
UPDATE payment_return
   SET state = $3, decided_by = $4, external_id = $5, settled_at = $6
 WHERE id = $1 AND state = $2;

-- query: correction_insert   a correction that was asked for
-- in:    id correction_id, account_id account_id, amount int, currency str, reason str, state str, asked_by str, now when
-- in:    settled_at when?
INSERT INTO correction (id, account_id, amount, currency, reason, state, asked_by, created_at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- query: correction_find   one correction
-- in:    id correction_id
-- out:   id correction_id, account_id account_id, amount int, currency str, reason str, state str, asked_by str
-- out:   decided_by str, created_at when, settled_at when?
SELECT id, account_id, amount, currency, reason, state, asked_by, decided_by, created_at, settled_at
  FROM correction
 WHERE id = $1;

-- query: correction_page   newest first
-- in:    before when, before_id str, limit int
-- out:   id correction_id, account_id account_id, amount int, currency str, reason str, state str, asked_by str
-- out:   decided_by str, created_at when, settled_at when?
SELECT id, account_id, amount, currency, reason, state, asked_by, decided_by, created_at, settled_at
  FROM correction
 WHERE (created_at, id) < ($1, $2)
 ORDER BY created_at DESC, id DESC
 LIMIT $3;

-- query: correction_decide   the second member's word; once
-- in:    id correction_id, state str, decided_by str, now when
UPDATE correction
   SET state = $2, decided_by = $3, settled_at = $4
 WHERE id = $1 AND state = 'approval';

-- query: payment_foreign   is the id that of a payment of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM payment
 WHERE id = $1 AND account_id <> $2;
