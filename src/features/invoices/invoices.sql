-- SPDX-License-Identifier: Apache-2.0

-- query: invoice_insert   a new invoice
-- in:    id invoice_id, number str, account account_id, currency str, cause str, cause_ref str, net int, tax int
-- in:    total int, parties str, issued_day int, issued_at when, due_at when
INSERT INTO invoice (id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day,
                     issued_at, due_at, state, paid, payments, credited, credited_tax)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'issued', 0, 0, 0, 0);

-- query: invoice_line_insert   one line of it
-- in:    invoice invoice_id, seq int, text_uk str, text_en str, quantity int, unit int, discount int, net int
-- in:    tax_bp int, tax int, total int, from_day int, until_day int, ref str
INSERT INTO invoice_line (invoice_id, seq, text_uk, text_en, quantity, unit, discount, net, tax_bp, tax, total,
                          from_day, until_day, ref)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- query: invoice_find   an invoice by its id
-- in:    id invoice_id
-- out:   id invoice_id, number str, account_id account_id, currency str, cause str, cause_ref str, net int, tax int
-- out:   total int, parties str, issued_day int, issued_at when, due_at when, state str, paid int, payments int
-- out:   credited int, credited_tax int, paid_at when?, closed_at when?
SELECT id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at,
       state, paid, payments, credited, credited_tax, paid_at, closed_at
  FROM invoice
 WHERE id = $1;

-- query: invoice_find_cause   an invoice by what it is for
-- in:    cause str, cause_ref str
-- out:   id invoice_id, number str, account_id account_id, currency str, cause str, cause_ref str, net int, tax int
-- out:   total int, parties str, issued_day int, issued_at when, due_at when, state str, paid int, payments int
-- out:   credited int, credited_tax int, paid_at when?, closed_at when?
SELECT id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at,
       state, paid, payments, credited, credited_tax, paid_at, closed_at
  FROM invoice
 WHERE cause = $1 AND cause_ref = $2;

-- query: invoice_find_number   an invoice by its number
-- in:    number str
-- out:   id invoice_id, number str, account_id account_id, currency str, cause str, cause_ref str, net int, tax int
-- out:   total int, parties str, issued_day int, issued_at when, due_at when, state str, paid int, payments int
-- out:   credited int, credited_tax int, paid_at when?, closed_at when?
SELECT id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at,
       state, paid, payments, credited, credited_tax, paid_at, closed_at
  FROM invoice
 WHERE number = $1;

-- query: invoice_page   invoices of an account, newest first
-- in:    account account_id, state str, now when, before_at when, before_id str, limit int
-- out:   id invoice_id, number str, account_id account_id, currency str, cause str, cause_ref str, net int, tax int
-- out:   total int, parties str, issued_day int, issued_at when, due_at when, state str, paid int, payments int
-- out:   credited int, credited_tax int, paid_at when?, closed_at when?
SELECT id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at,
       state, paid, payments, credited, credited_tax, paid_at, closed_at
  FROM invoice
 WHERE account_id = $1
   AND ($2 = '' OR state = $2
        OR ($2 = 'open' AND state IN ('issued', 'part_paid'))
        OR ($2 = 'overdue' AND state IN ('issued', 'part_paid') AND due_at < $3))
   AND (issued_at, id) < ($4, $5)
 ORDER BY issued_at DESC, id DESC
 LIMIT $6;

-- query: invoice_page_of_all   everybody's invoices, newest first
-- in:    state str, now when, before_at when, before_id str, limit int
-- out:   id invoice_id, number str, account_id account_id, currency str, cause str, cause_ref str, net int, tax int
-- out:   total int, parties str, issued_day int, issued_at when, due_at when, state str, paid int, payments int
-- out:   credited int, credited_tax int, paid_at when?, closed_at when?
SELECT id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at,
       state, paid, payments, credited, credited_tax, paid_at, closed_at
  FROM invoice
 WHERE (issued_at, id) < ($3, $4)
   AND ($1 = '' OR state = $1
        OR ($1 = 'open' AND state IN ('issued', 'part_paid'))
        OR ($1 = 'overdue' AND state IN ('issued', 'part_paid') AND due_at < $2))
 ORDER BY issued_at DESC, id DESC
 LIMIT $5;

-- query: invoice_open_page   what an account still has to pay, soonest due first
-- in:    account account_id, limit int
-- out:   id invoice_id, number str, account_id account_id, currency str, cause str, cause_ref str, net int, tax int
-- out:   total int, parties str, issued_day int, issued_at when, due_at when, state str, paid int, payments int
-- out:   credited int, credited_tax int, paid_at when?, closed_at when?
SELECT id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at,
       state, paid, payments, credited, credited_tax, paid_at, closed_at
  FROM invoice
 WHERE account_id = $1 AND state IN ('issued', 'part_paid')
 ORDER BY due_at, id
 LIMIT $2;

-- query: invoice_set_stand   where an invoice stands now
-- in:    id invoice_id, state str, paid int, payments int, credited int, credited_tax int, paid_at when?, closed_at when?
UPDATE invoice
   SET state = $2, paid = $3, payments = $4, credited = $5, credited_tax = $6, paid_at = $7, closed_at = $8
 WHERE id = $1;

-- query: invoice_line_page   the lines of an invoice
-- in:    invoice invoice_id
-- out:   text_uk str, text_en str, quantity int, unit int, discount int, net int, tax_bp int, tax int, total int
-- out:   from_day int, until_day int, ref str
SELECT text_uk, text_en, quantity, unit, discount, net, tax_bp, tax, total, from_day, until_day, ref
  FROM invoice_line
 WHERE invoice_id = $1
 ORDER BY seq;

-- query: credit_note_insert   a new credit note
-- in:    id document_id, number str, invoice invoice_id, account account_id, currency str, net int, tax int
-- in:    total int, reason str, actor str, issued_day int, issued_at when
INSERT INTO credit_note (id, number, invoice_id, account_id, currency, net, tax, total, reason, actor, issued_day,
                         issued_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- query: credit_note_find   one credit note
-- in:    id document_id
-- out:   id document_id, number str, invoice_id invoice_id, account_id account_id, currency str, net int, tax int
-- out:   total int, reason str, actor str, issued_day int, issued_at when
SELECT id, number, invoice_id, account_id, currency, net, tax, total, reason, actor, issued_day, issued_at
  FROM credit_note
 WHERE id = $1;

-- query: credit_note_page   the credit notes of an invoice, oldest first
-- in:    invoice invoice_id
-- out:   id document_id, number str, invoice_id invoice_id, account_id account_id, currency str, net int, tax int
-- out:   total int, reason str, actor str, issued_day int, issued_at when
SELECT id, number, invoice_id, account_id, currency, net, tax, total, reason, actor, issued_day, issued_at
  FROM credit_note
 WHERE invoice_id = $1
 ORDER BY issued_at, id;

-- query: seller_find   the provider as new documents name it
-- out:   version int, name_uk str, name_en str, tax_number str, vat_number str, iban str, bank str, address_uk str
-- out:   address_en str, signer_uk str, signer_en str
SELECT version, name_uk, name_en, tax_number, vat_number, iban, bank, address_uk, address_en, signer_uk, signer_en
  FROM seller
 ORDER BY version DESC
 LIMIT 1;

-- query: seller_insert   the provider as documents name it from now on
-- in:    name_uk str, name_en str, tax_number str, vat_number str, iban str, bank str, address_uk str, address_en str
-- in:    signer_uk str, signer_en str, actor str, now when
INSERT INTO seller (version, name_uk, name_en, tax_number, vat_number, iban, bank, address_uk, address_en, signer_uk,
                    signer_en, actor, at)
SELECT COALESCE(max(version), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM seller;
