-- SPDX-License-Identifier: Apache-2.0

-- query: order_insert   a new order, unless the token made one already
-- in:    id order_id, number int, account account_id, name str, currency str, discount int, net int, tax int
-- in:    total int, promo str, payer str, token str, terms str, network str, now when, expires_at when
INSERT INTO customer_order (id, number, account_id, name, state, currency, discount, net, tax, total, promo, payer_id,
                            token, terms, network, created_at, expires_at)
VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (account_id, token) DO NOTHING;

-- query: order_get   one
-- in:    id order_id
-- out:   id order_id, number int, account account_id, name str, state str, currency str, discount int, net int, tax int
-- out:   total int, promo str, payer str, invoice invoice_id?, invoiced int, created_at when, expires_at when
-- out:   paid_at when?, ended_at when?, end_reason str
SELECT id, number, account_id AS account, name, state, currency, discount, net, tax, total, promo, payer_id AS payer,
       invoice_id AS invoice, invoiced, created_at, expires_at, paid_at, ended_at, end_reason
  FROM customer_order
 WHERE id = $1;

-- query: order_id_by_token   the order a checkout made
-- in:    account account_id, token str
-- out:   id order_id
SELECT id FROM customer_order WHERE account_id = $1 AND token = $2;

-- query: order_id_by_invoice   the order an invoice is for
-- in:    invoice invoice_id
-- out:   id order_id
SELECT id FROM customer_order WHERE invoice_id = $1;

-- query: order_page_of_account   one page of an account's orders, newest first
-- in:    account account_id, state str, before_time when, before_id str, limit int
-- out:   id order_id, number int, account account_id, name str, state str, currency str, discount int, net int, tax int
-- out:   total int, promo str, payer str, invoice invoice_id?, invoiced int, created_at when, expires_at when
-- out:   paid_at when?, ended_at when?, end_reason str
SELECT id, number, account_id AS account, name, state, currency, discount, net, tax, total, promo, payer_id AS payer,
       invoice_id AS invoice, invoiced, created_at, expires_at, paid_at, ended_at, end_reason
  FROM customer_order
 WHERE account_id = $1 AND (created_at, id) < ($3, $4) AND ($2 = '' OR state = $2)
 ORDER BY created_at DESC, id DESC
 LIMIT $5;

-- query: order_page   one page of everybody's orders, newest first
-- in:    before_time when, before_id str, limit int
-- out:   id order_id, number int, account account_id, name str, state str, currency str, discount int, net int, tax int
-- out:   total int, promo str, payer str, invoice invoice_id?, invoiced int, created_at when, expires_at when
-- out:   paid_at when?, ended_at when?, end_reason str
SELECT id, number, account_id AS account, name, state, currency, discount, net, tax, total, promo, payer_id AS payer,
       invoice_id AS invoice, invoiced, created_at, expires_at, paid_at, ended_at, end_reason
  FROM customer_order
 WHERE (created_at, id) < ($1, $2)
 ORDER BY created_at DESC, id DESC
 LIMIT $3;

-- query: order_page_of_state   the same of one state
-- in:    state str, before_time when, before_id str, limit int
-- out:   id order_id, number int, account account_id, name str, state str, currency str, discount int, net int, tax int
-- out:   total int, promo str, payer str, invoice invoice_id?, invoiced int, created_at when, expires_at when
-- out:   paid_at when?, ended_at when?, end_reason str
SELECT id, number, account_id AS account, name, state, currency, discount, net, tax, total, promo, payer_id AS payer,
       invoice_id AS invoice, invoiced, created_at, expires_at, paid_at, ended_at, end_reason
  FROM customer_order
 WHERE state = $1 AND (created_at, id) < ($2, $3)
 ORDER BY created_at DESC, id DESC
 LIMIT $4;

-- query: order_id_by_number   the order people mean
-- in:    number int
-- out:   id order_id
SELECT id FROM customer_order WHERE number = $1;

-- query: order_set_name   the customer's own name for it
-- in:    id order_id, name str
UPDATE customer_order SET name = $2 WHERE id = $1;

-- query: order_set_invoice   the invoice that counts from now on
-- in:    id order_id, invoice invoice_id?, invoiced int
UPDATE customer_order SET invoice_id = $2, invoiced = $3 WHERE id = $1;

-- query: order_set_sums   sums after lines came or went
-- in:    id order_id, discount int, net int, tax int, total int
UPDATE customer_order SET discount = $2, net = $3, tax = $4, total = $5 WHERE id = $1;

-- query: order_set_paid   its invoice was paid
-- in:    id order_id, now when
UPDATE customer_order SET state = 'paid', paid_at = $2 WHERE id = $1 AND state = 'open';

-- query: order_set_ended   done, cancelled or expired
-- in:    id order_id, state str, now when, reason str
UPDATE customer_order SET state = $2, ended_at = $3, end_reason = $4 WHERE id = $1;

-- query: order_line_insert   a line
-- in:    id order_line_id, purchase order_id, position int, parent_line order_line_id?, parent_service str, plan plan_id
-- in:    plan_version int, plan_code str, name_uk str, name_en str, text_uk str, text_en str, months int, quantity int
-- in:    options str, recurring_unit int, setup_unit int, recurring int, setup int, discount int, amount int
-- in:    tax_bp int, tax_inclusive bool, net int, tax int, total int, promo str, promo_kind int, promo_value int
-- in:    promo_left int, promo_ref str, promo_plans str, until_day int
INSERT INTO order_line (id, order_id, position, parent_line_id, parent_service_id, plan_id, plan_version, plan_code,
                        name_uk, name_en, text_uk, text_en, months, quantity, options, recurring_unit, setup_unit,
                        recurring, setup, discount, amount, tax_bp, tax_inclusive, net, tax, total, promo_id,
                        promo_kind, promo_value, promo_left, promo_ref, promo_plans, until_day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31, $32, $33);

-- query: order_lines   the lines of an order
-- in:    purchase order_id
-- out:   id order_line_id, position int, parent_line order_line_id?, parent_service str, plan plan_id, plan_version int
-- out:   plan_code str, name_uk str, name_en str, text_uk str, text_en str, months int, quantity int, options str
-- out:   recurring_unit int, setup_unit int, recurring int, setup int, discount int, amount int, tax_bp int
-- out:   tax_inclusive bool, net int, tax int, total int, promo str, promo_kind int, promo_value int, promo_left int
-- out:   promo_ref str, promo_plans str, until_day int, service service_id?, returned_at when?
SELECT id, position, parent_line_id AS parent_line, parent_service_id AS parent_service, plan_id AS plan, plan_version,
       plan_code, name_uk, name_en, text_uk, text_en, months, quantity, options, recurring_unit, setup_unit, recurring,
       setup, discount, amount, tax_bp, tax_inclusive, net, tax, total, promo_id AS promo, promo_kind, promo_value,
       promo_left, promo_ref, promo_plans, until_day, service_id AS service, returned_at
  FROM order_line
 WHERE order_id = $1
 ORDER BY position, id;

-- query: order_line_move   to another order
-- in:    id order_line_id, purchase order_id, position int
UPDATE order_line SET order_id = $2, position = $3 WHERE id = $1;

-- query: order_line_set_service   what became of it, once
-- in:    id order_line_id, service service_id
UPDATE order_line SET service_id = $2 WHERE id = $1 AND service_id IS NULL;

-- query: order_line_set_returned   its pieces went back to the stock, once
-- in:    id order_line_id, now when
UPDATE order_line SET returned_at = $2 WHERE id = $1 AND returned_at IS NULL;

-- query: order_line_of_service   the line a service was made for
-- in:    service service_id
-- out:   id order_line_id, purchase order_id
SELECT id, order_id AS purchase FROM order_line WHERE service_id = $1;

-- query: promo_ref_holders   lines that still live by the use of a promo code
-- in:    ref str
-- out:   count int
SELECT count(*) AS count FROM order_line WHERE promo_ref = $1 AND returned_at IS NULL;

-- query: order_open_count   how many orders of an account wait for their payment
-- in:    account account_id
-- out:   count int
SELECT count(*) AS count FROM customer_order WHERE account_id = $1 AND state = 'open';

-- query: order_set_expiry   until when it waits
-- in:    id order_id, expires_at when
UPDATE customer_order SET expires_at = $2 WHERE id = $1;

-- query: order_foreign   is the id that of an order, a line of one or an item of a cart of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM (SELECT id FROM customer_order WHERE id = $1 AND account_id <> $2
        UNION ALL
        SELECT l.id FROM order_line l JOIN customer_order o ON o.id = l.order_id
         WHERE l.id = $1 AND o.account_id <> $2
        UNION ALL
        SELECT i.id FROM cart_item i JOIN cart c ON c.id = i.cart_id
         WHERE i.id = $1 AND (c.account_id IS NULL OR c.account_id <> $2)) AS known;
