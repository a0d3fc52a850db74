-- SPDX-License-Identifier: Apache-2.0

-- query: service_insert   a new service, unless its line has one
-- in:    id service_id, number int, account account_id, parent service_id?, origin str
-- in:    plan str, plan_version int, name_uk str, name_en str, label str, currency str
-- in:    months int, quantity int, options str, promo_kind str, promo_value int, promo_left int, payer str
-- in:    anchor int, from_day int, until_day int, auto_renew bool, now when, promo_plans str
INSERT INTO service (id, number, account_id, parent_id, origin, state, plan_id, plan_version, name_uk, name_en, label,
                     currency, months, quantity, options, promo_kind, promo_value, promo_left, payer_id, anchor, from_day,
                     until_day, auto_renew, created_at, promo_plans)
VALUES ($1, $2, $3, $4, $5, 'preparing', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
        $23, $24);

-- query: service_find   one service
-- in:    id service_id
-- out:   id service_id, number int, account account_id, parent service_id?, origin str, state str, suspended_for str
-- out:   plan str, plan_version int, name_uk str, name_en str, label str, currency str
-- out:   months int, quantity int, options str, promo_kind str, promo_value int, promo_left int, payer str
-- out:   anchor int, from_day int, until_day int, auto_renew bool, cancel_at_end bool, answer str
-- out:   created_at when, activated_at when?, ended_at when?, promo_plans str
SELECT id, number, account_id AS account, parent_id AS parent, origin, state, suspended_for, plan_id AS plan, plan_version,
       name_uk, name_en, label, currency, months, quantity, options, promo_kind, promo_value, promo_left, payer_id AS payer,
       anchor, from_day, until_day, auto_renew, cancel_at_end, answer, created_at, activated_at, ended_at,
       promo_plans
  FROM service
 WHERE id = $1;

-- query: service_find_origin   which service was made for a line
-- in:    origin str
-- out:   id service_id
SELECT id FROM service WHERE origin = $1;

-- query: service_page   one page of an account's services, newest first
-- in:    account account_id, before_time when, before_id str, limit int
-- out:   id service_id
SELECT id
  FROM service
 WHERE account_id = $1 AND (created_at, id) < ($2, $3)
 ORDER BY created_at DESC, id DESC
 LIMIT $4;

-- query: service_urgent   services that are not over, what needs attention first
-- in:    account account_id, limit int
-- out:   id service_id
SELECT id
  FROM service
 WHERE account_id = $1 AND state <> 'terminated'
 ORDER BY CASE WHEN state = 'suspended' THEN 0 ELSE 1 END, until_day, id
 LIMIT $2;

-- query: service_staff_page   one page of everybody's services in a state, newest first
-- in:    state str, before_time when, before_id str, limit int
-- out:   id service_id
SELECT id
  FROM service
 WHERE (state = $1 OR $1 = '') AND (created_at, id) < ($2, $3)
 ORDER BY created_at DESC, id DESC
 LIMIT $4;

-- query: service_find_number   by the number that people know
-- in:    number int
-- out:   id service_id
SELECT id FROM service WHERE number = $1;

-- query: service_addons   add-ons of a service, oldest first
-- in:    parent service_id
-- out:   id service_id
SELECT id FROM service WHERE parent_id = $1 ORDER BY created_at, id;

-- query: service_set_state   where it stands, and why it stands still
-- in:    id service_id, state str, suspended_for str
UPDATE service SET state = $2, suspended_for = $3 WHERE id = $1;

-- query: service_set_activated   it works for the first time
-- in:    id service_id, now when
UPDATE service SET activated_at = $2 WHERE id = $1 AND activated_at IS NULL;

-- query: service_set_ended   it is over
-- in:    id service_id, now when
UPDATE service SET state = 'terminated', suspended_for = '', ended_at = $2 WHERE id = $1;

-- query: service_set_days   its present period
-- in:    id service_id, anchor int, from_day int, until_day int
UPDATE service SET anchor = $2, from_day = $3, until_day = $4 WHERE id = $1;

-- query: service_set_tariff   what it is from now on
-- in:    id service_id, plan str, plan_version int, name_uk str, name_en str, months int, quantity int, options str
UPDATE service
   SET plan_id = $2, plan_version = $3, name_uk = $4, name_en = $5, months = $6, quantity = $7, options = $8
 WHERE id = $1;

-- query: service_set_promo_left   further periods its promo code counts for
-- in:    id service_id, left int
UPDATE service SET promo_left = $2 WHERE id = $1;

-- query: service_set_answer   what the newest operation said
-- in:    id service_id, answer str
UPDATE service SET answer = $2 WHERE id = $1;

-- query: service_set_auto_renew   whether renewals are paid from the balance
-- in:    id service_id, auto_renew bool
UPDATE service SET auto_renew = $2 WHERE id = $1;

-- query: service_set_cancel   whether it ends with what is paid
-- in:    id service_id, cancel bool
UPDATE service SET cancel_at_end = $2 WHERE id = $1;

-- query: service_set_label   the customer's own name for it
-- in:    id service_id, label str
UPDATE service SET label = $2 WHERE id = $1;

-- query: period_insert   a stretch of days with its sale
-- in:    service service_id, from_day int, until_day int, sold_from int, sold_until int, months int, anchor int
-- in:    plan str, plan_version int, quantity int, options str, price int, tax_bp int, promo bool, gift str
INSERT INTO service_period (service_id, from_day, until_day, sold_from, sold_until, months, anchor, plan_id, plan_version,
                            quantity, options, price, tax_bp, promo, gift)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- query: period_all   stretches that are not over before a day, in order
-- in:    service service_id, day int
-- out:   from_day int, until_day int, sold_from int, sold_until int, months int, anchor int
-- out:   plan str, plan_version int, quantity int, options str, price int, tax_bp int, promo bool, gift str
SELECT from_day, until_day, sold_from, sold_until, months, anchor, plan_id AS plan, plan_version, quantity, options, price,
       tax_bp, promo, gift
  FROM service_period
 WHERE service_id = $1 AND until_day > $2
 ORDER BY from_day;

-- query: period_delete   a stretch that is written anew, or never was
-- in:    service service_id, from_day int
DELETE FROM service_period WHERE service_id = $1 AND from_day = $2;

-- query: period_gift   why its days are without money, or with less
-- in:    service service_id, from_day int, gift str
UPDATE service_period SET gift = $3 WHERE service_id = $1 AND from_day = $2;

-- query: money_put   money of an invoice, added to what is there of it
-- in:    service service_id, from_day int, invoice invoice_id, amount int
INSERT INTO service_money (service_id, from_day, invoice_id, amount) VALUES ($1, $2, $3, $4)
ON CONFLICT (service_id, from_day, invoice_id) DO UPDATE SET amount = service_money.amount + excluded.amount;

-- query: money_of_service   where its money is, the oldest invoice first
-- in:    service service_id
-- out:   from_day int, invoice invoice_id, amount int
SELECT from_day, invoice_id AS invoice, amount
  FROM service_money
 WHERE service_id = $1
 ORDER BY from_day, invoice_id;

-- query: money_of_invoice   where an invoice's money is
-- in:    invoice invoice_id
-- out:   service service_id, from_day int, amount int
SELECT service_id AS service, from_day, amount
  FROM service_money
 WHERE invoice_id = $1
 ORDER BY service_id, from_day;

-- query: money_take   some of it goes back
-- in:    service service_id, from_day int, invoice invoice_id, amount int
UPDATE service_money SET amount = amount - $4 WHERE service_id = $1 AND from_day = $2 AND invoice_id = $3;

-- query: money_clear   none is there any more
-- in:    service service_id, from_day int
DELETE FROM service_money WHERE service_id = $1 AND from_day = $2;

-- query: service_invoice_insert   an invoice that asks for money for a service
-- in:    service service_id, invoice invoice_id, kind str, state str, from_day int, until_day int, total int, now when
-- in:    months int, price int, tax_bp int, promo bool
INSERT INTO service_invoice (service_id, invoice_id, kind, state, from_day, until_day, total, issued_at, months, price,
                             tax_bp, promo)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- query: service_invoice_of   what an invoice asks for
-- in:    invoice invoice_id
-- out:   service service_id, kind str, state str, from_day int, until_day int, total int
-- out:   months int, price int, tax_bp int, promo bool
SELECT service_id AS service, kind, state, from_day, until_day, total, months, price, tax_bp, promo
  FROM service_invoice
 WHERE invoice_id = $1
 ORDER BY service_id;

-- query: service_invoice_open   the open renewal of a service
-- in:    service service_id
-- out:   invoice invoice_id, from_day int, until_day int, total int, issued_at when, promo bool
SELECT invoice_id AS invoice, from_day, until_day, total, issued_at, promo
  FROM service_invoice
 WHERE service_id = $1 AND kind = 'renewal' AND state = 'open'
 ORDER BY from_day
 LIMIT 1;

-- query: service_invoice_open_all   renewals of an account that wait for money and renew themselves, oldest first
-- in:    account account_id
-- out:   service service_id, invoice invoice_id
SELECT i.service_id AS service, i.invoice_id AS invoice
  FROM service_invoice i
  JOIN service s ON s.id = i.service_id
 WHERE s.account_id = $1 AND s.parent_id IS NULL AND s.auto_renew AND i.kind = 'renewal' AND i.state = 'open'
 ORDER BY i.from_day, i.service_id
 LIMIT 200;

-- query: service_invoice_all   every invoice of a service, newest first
-- in:    service service_id
-- out:   invoice invoice_id, kind str, state str, from_day int, until_day int, total int, issued_at when
SELECT invoice_id AS invoice, kind, state, from_day, until_day, total, issued_at
  FROM service_invoice
 WHERE service_id = $1
 ORDER BY issued_at DESC, invoice_id DESC
 LIMIT 50;

-- query: service_invoice_set_state   an invoice was paid or taken back
-- in:    invoice invoice_id, state str
UPDATE service_invoice SET state = $2 WHERE invoice_id = $1;

-- query: dunning_insert   a step was taken
-- in:    service service_id, until_day int, step str, now when
INSERT INTO service_dunning (service_id, until_day, step, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (service_id, until_day, step) DO NOTHING;

-- query: dunning_all   steps taken for an end
-- in:    service service_id, until_day int
-- out:   step str, at when
SELECT step, at FROM service_dunning WHERE service_id = $1 AND until_day = $2 ORDER BY at, step;

-- query: next_put   another tariff begins with a period to come
-- in:    service service_id, from_day int, plan str, plan_version int, name_uk str, name_en str
-- in:    months int, quantity int, options str
INSERT INTO service_next (service_id, from_day, plan_id, plan_version, name_uk, name_en, months, quantity, options)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- query: next_find   the tariff that begins later
-- in:    service service_id
-- out:   from_day int, plan str, plan_version int, name_uk str, name_en str, months int, quantity int, options str
SELECT from_day, plan_id AS plan, plan_version, name_uk, name_en, months, quantity, options
  FROM service_next
 WHERE service_id = $1;

-- query: next_delete   it began, or does not after all
-- in:    service service_id
DELETE FROM service_next WHERE service_id = $1;

-- query: event_insert   what happened
-- in:    id str, service service_id, now when, what str, detail str, actor str
INSERT INTO service_event (id, service_id, at, what, detail, actor) VALUES ($1, $2, $3, $4, $5, $6);

-- query: event_page   what happened to a service, newest first
-- in:    service service_id, limit int
-- out:   at when, what str, detail str, actor str
SELECT at, what, detail, actor FROM service_event WHERE service_id = $1 ORDER BY at DESC, id DESC LIMIT $2;

-- query: service_foreign   is the id that of a service of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM service
 WHERE id = $1 AND account_id <> $2;

-- query: work_insert   something depends on an operation
-- in:    operation operation_id, service service_id, kind str, ref str, was str, now when
INSERT INTO service_work (operation_id, service_id, kind, ref, was, begun_at) VALUES ($1, $2, $3, $4, $5, $6);

-- query: work_find   what depends on an operation
-- in:    operation operation_id
-- out:   service service_id, kind str, ref str, was str
SELECT service_id AS service, kind, ref, was FROM service_work WHERE operation_id = $1;

-- query: work_of   the work that is under way on a service, in the order it was asked for
-- in:    service service_id
-- out:   operation operation_id, kind str, ref str, was str
SELECT operation_id AS operation, kind, ref, was FROM service_work WHERE service_id = $1 ORDER BY begun_at, operation_id;

-- query: work_delete   it is over
-- in:    operation operation_id
DELETE FROM service_work WHERE operation_id = $1;
