-- SPDX-License-Identifier: Apache-2.0

-- query: seed_payment   money that came
-- in:    id payment_id, number int, account account_id, provider str, invoice str, currency str, amount int, at when
INSERT INTO payment (id, number, account_id, provider, invoice_id, currency, amount, received, state, external_id,
                     created_at, changed_at, expires_at, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 'succeeded', $1, $8, $8, $8, $8);

-- query: seed_invoice   what was asked for
-- in:    id invoice_id, number str, account account_id, currency str, cause str, cause_ref str, net int, tax int
-- in:    total int, parties str, issued_day int, issued_at when, due_at when, state str, paid int, payments int, paid_at when?
INSERT INTO invoice (id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at,
                     due_at, state, paid, payments, credited, credited_tax, paid_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, $17);

-- query: seed_invoice_line   what for
-- in:    invoice invoice_id, text_uk str, text_en str, unit int, net int, tax_bp int, tax int, total int
-- in:    from_day int, until_day int, ref str
INSERT INTO invoice_line (invoice_id, seq, text_uk, text_en, quantity, unit, discount, net, tax_bp, tax, total, from_day,
                          until_day, ref)
VALUES ($1, 1, $2, $3, 1, $4, 0, $5, $6, $7, $8, $9, $10, $11);

-- query: seed_order   what was ordered
-- in:    id order_id, number int, account account_id, state str, currency str, net int, tax int, total int
-- in:    invoice str, token str, terms str, network str, at when, expires when, paid_at when?
INSERT INTO customer_order (id, number, account_id, state, currency, discount, net, tax, total, invoice_id, invoiced, token,
                            terms, network, created_at, expires_at, paid_at, ended_at)
VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, $15, $15);

-- query: seed_order_line   one thing of it
-- in:    id order_line_id, order order_id, plan plan_id, version int, code str, name_uk str, name_en str
-- in:    text_uk str, text_en str, months int, options str, recurring int, setup int, amount int, tax_bp int
-- in:    tax_inclusive bool, net int, tax int, total int, service service_id?
INSERT INTO order_line (id, order_id, position, plan_id, plan_version, plan_code, name_uk, name_en, text_uk, text_en,
                        months, quantity, options, recurring_unit, setup_unit, recurring, setup, discount, amount, tax_bp,
                        tax_inclusive, net, tax, total, service_id)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $12, $13, 0, $14, $15, $16, $17, $18, $19, $20);

-- query: seed_service   what the customer has
-- in:    id service_id, number int, account account_id, origin str, state str, suspended_for str, plan plan_id
-- in:    version int, name_uk str, name_en str, label str, currency str, months int, options str, anchor int, from_day int
-- in:    until_day int, auto_renew bool, answer str, at when, ended_at when?
INSERT INTO service (id, number, account_id, origin, state, suspended_for, plan_id, plan_version, name_uk, name_en, label,
                     currency, months, quantity, options, promo_kind, promo_value, promo_left, anchor, from_day, until_day,
                     auto_renew, answer, created_at, activated_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, '', 0, 0, $15, $16, $17, $18, $19, $20, $20, $21);

-- query: seed_period   days that were paid for
-- in:    service service_id, from_day int, until_day int, months int, anchor int, plan str, version int, quantity int
-- in:    options str, price int, tax_bp int
INSERT INTO service_period (service_id, from_day, until_day, sold_from, sold_until, months, anchor, plan_id, plan_version,
                            quantity, options, price, tax_bp)
VALUES ($1, $2, $3, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- query: seed_money   what they were paid with
-- in:    service service_id, from_day int, invoice invoice_id, amount int
INSERT INTO service_money (service_id, from_day, invoice_id, amount) VALUES ($1, $2, $3, $4);

-- query: seed_service_invoice   what asked for them
-- in:    service service_id, invoice invoice_id, kind str, state str, from_day int, until_day int, total int, at when
INSERT INTO service_invoice (service_id, invoice_id, kind, state, from_day, until_day, total, issued_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
