-- SPDX-License-Identifier: Apache-2.0

-- query: payment_notice_insert   a genuine notice, once for each body
-- in:    id notice_id, provider str, body_digest str, body bytes, signature str, network str, event_id str, kind str
-- in:    payment_ref str, external_id str, charge_id str, amount int, currency str, now when
INSERT INTO payment_notice (id, provider, body_digest, body, signature, network, event_id, kind, payment_ref, external_id,
                            charge_id, amount, currency, state, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'received', $14)
ON CONFLICT (provider, body_digest) DO NOTHING;

-- query: payment_notice_by_digest   what became of a body
-- in:    provider str, body_digest str
-- out:   id notice_id, state str
SELECT id, state FROM payment_notice WHERE provider = $1 AND body_digest = $2;

-- query: payment_notice_find   one notice
-- in:    id notice_id
-- out:   id notice_id, provider str, body bytes, signature str, network str, event_id str, kind str, payment_ref str
-- out:   external_id str, charge_id str, amount int, currency str, state str, reason str, payment_id payment_id?
-- out:   received_at when, settled_at when?, settled_by str
SELECT id, provider, body, signature, network, event_id, kind, payment_ref, external_id, charge_id, amount, currency, state,
       reason, payment_id, received_at, settled_at, settled_by
  FROM payment_notice
 WHERE id = $1;

-- query: payment_notice_waiting   those in one state that wait, oldest first
-- in:    state str, limit int
-- out:   id notice_id, provider str, signature str, network str, event_id str, kind str, payment_ref str
-- out:   external_id str, charge_id str, amount int, currency str, state str, reason str, payment_id payment_id?
-- out:   received_at when, settled_at when?, settled_by str
SELECT id, provider, signature, network, event_id, kind, payment_ref, external_id, charge_id, amount, currency, state,
       reason, payment_id, received_at, settled_at, settled_by
  FROM payment_notice
 WHERE state = $1 AND state IN ('received', 'parked')
 ORDER BY received_at, id
 LIMIT $2;

-- query: payment_notice_of_payment   what a provider said of a payment, in order
-- in:    payment_id payment_id
-- out:   id notice_id, provider str, signature str, network str, event_id str, kind str, payment_ref str
-- out:   external_id str, charge_id str, amount int, currency str, state str, reason str, payment_id payment_id?
-- out:   received_at when, settled_at when?, settled_by str
SELECT id, provider, signature, network, event_id, kind, payment_ref, external_id, charge_id, amount, currency, state,
       reason, payment_id, received_at, settled_at, settled_by
  FROM payment_notice
 WHERE payment_id = $1
 ORDER BY received_at, id
 LIMIT 100;

-- query: payment_notice_settle   what became of it, from one state only
-- in:    id notice_id, before str, after str, reason str, payment_id payment_id?, settled_by str, now when
UPDATE payment_notice
   SET state = $3, reason = $4, payment_id = $5, settled_by = $6, settled_at = $7
 WHERE id = $1 AND state = $2;

-- query: payment_event_insert   an event is taken into account once
-- in:    provider str, event_id str, notice_id notice_id
INSERT INTO payment_event (provider, event_id, notice_id)
VALUES ($1, $2, $3)
ON CONFLICT (provider, event_id) DO NOTHING;

-- query: payment_event_first   the notice that told of an event first
-- in:    provider str, event_id str
-- out:   notice_id notice_id
SELECT notice_id FROM payment_event WHERE provider = $1 AND event_id = $2;

-- query: payment_notice_count   how many wait
-- in:    state str
-- out:   count int
SELECT count(*) AS count FROM payment_notice WHERE state = $1 AND state IN ('received', 'parked');
