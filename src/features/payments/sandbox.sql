-- SPDX-License-Identifier: Apache-2.0

-- query: sandbox_insert   a payment the shop announced
-- in:    external_id str, payment_id payment_id, currency str, amount int, now when
INSERT INTO sandbox_payment (external_id, payment_id, currency, amount, state, changed_at)
VALUES ($1, $2, $3, $4, 'open', $5);

-- query: sandbox_find   by the shop's id
-- in:    payment_id payment_id
-- out:   external_id str, payment_id payment_id, currency str, amount int, state str, body str
SELECT external_id, payment_id, currency, amount, state, body
  FROM sandbox_payment
 WHERE payment_id = $1;

-- query: sandbox_change   what the visitor chose; a payment that is paid or declined stays so
-- in:    payment_id payment_id, state str, body str, now when
UPDATE sandbox_payment
   SET state = $2, body = $3, changed_at = $4
 WHERE payment_id = $1 AND state IN ('open', 'pending');
