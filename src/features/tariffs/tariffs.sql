-- SPDX-License-Identifier: Apache-2.0

-- query: change_insert   a change, or its quote
-- in:    id quote_id, service service_id, account account_id, state str, mode str, plan str, plan_version int
-- in:    name_uk str, name_en str, months int, quantity int, options str, day int, basis str
-- in:    price int, credit int, charge int, due int, until_day int, invoice str, now when, tax_bp int, promo bool
-- in:    under_way bool
INSERT INTO tariff_change (id, service_id, account_id, state, mode, plan_id, plan_version, name_uk, name_en, months,
                           quantity, options, day, basis, price, credit, charge, due, until_day, invoice_id, created_at,
                           tax_bp, promo, under_way)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24);

-- query: change_price_put   what days of a kind were counted by
-- in:    change quote_id, sold_months int, promo bool, months int, price int
INSERT INTO tariff_change_price (change_id, sold_months, promo, months, price) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (change_id, sold_months, promo) DO NOTHING;

-- query: change_price_all   the prices of a change
-- in:    change quote_id
-- out:   sold_months int, promo bool, months int, price int
SELECT sold_months, promo, months, price FROM tariff_change_price WHERE change_id = $1 ORDER BY sold_months, promo;

-- query: change_find   one change
-- in:    id str
-- out:   id quote_id, service service_id, account account_id, state str, mode str, plan str, plan_version int
-- out:   name_uk str, name_en str, months int, quantity int, options str, day int, basis str
-- out:   price int, credit int, charge int, due int, until_day int, invoice str, created_at when, tax_bp int, promo bool
-- out:   under_way bool
SELECT id, service_id AS service, account_id AS account, state, mode, plan_id AS plan, plan_version, name_uk, name_en,
       months, quantity, options, day, basis, price, credit, charge, due, until_day, invoice_id AS invoice, created_at,
       tax_bp, promo, under_way
  FROM tariff_change
 WHERE id = $1;

-- query: change_find_invoice   what an invoice is for
-- in:    invoice str
-- out:   id str
SELECT id FROM tariff_change WHERE invoice_id = $1;

-- query: change_find_pending   the change of a service that waits or is scheduled
-- in:    service service_id
-- out:   id str
SELECT id FROM tariff_change WHERE service_id = $1 AND state IN ('waiting', 'scheduled');

-- query: change_set_state   how it went on
-- in:    id quote_id, state str, now when, under_way bool
UPDATE tariff_change SET state = $2, decided_at = $3, under_way = $4 WHERE id = $1;

-- query: change_set_invoice   what asks for the money of its days
-- in:    id quote_id, invoice str
UPDATE tariff_change SET invoice_id = $2 WHERE id = $1;

-- query: change_count_back   how many gave money back since a moment
-- in:    service service_id, since when
-- out:   count int
SELECT count(*) AS count
  FROM tariff_change
 WHERE service_id = $1 AND created_at > $2 AND (state = 'done' OR under_way) AND due < 0;

-- query: change_left   changes to plans that the service has no longer; all of them for no plan
-- in:    service service_id, plan str
-- out:   id quote_id
SELECT id FROM tariff_change WHERE service_id = $1 AND state = 'done' AND plan_id <> $2;

-- query: change_purge   quotes that nobody took
-- in:    before when
DELETE FROM tariff_change WHERE state = 'quoted' AND created_at < $1;

-- query: change_foreign   is the id that of a change of plan of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM tariff_change
 WHERE id = $1 AND account_id <> $2;
