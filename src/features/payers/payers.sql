-- SPDX-License-Identifier: Apache-2.0

-- query: payer_find   a payer by its id
-- in:    id payer_id, account account_id
-- out:   id payer_id, account_id account_id, kind str, name str, tax_number str, vat_number str, iban str, country str
-- out:   address str, tax_exempt bool, is_default bool, created_at when, changed_at when, deactivated_at when?
SELECT id, account_id, kind, name, tax_number, vat_number, iban, country, address, tax_exempt, is_default, created_at,
       changed_at, deactivated_at
  FROM payer
 WHERE id = $1 AND account_id = $2;

-- query: payer_find_default   the payer that is taken when none is named
-- in:    account account_id
-- out:   id payer_id, account_id account_id, kind str, name str, tax_number str, vat_number str, iban str, country str
-- out:   address str, tax_exempt bool, is_default bool, created_at when, changed_at when, deactivated_at when?
SELECT id, account_id, kind, name, tax_number, vat_number, iban, country, address, tax_exempt, is_default, created_at,
       changed_at, deactivated_at
  FROM payer
 WHERE account_id = $1 AND is_default AND deactivated_at IS NULL;

-- query: payer_page   the payers of an account in use, the default one first
-- in:    account account_id
-- out:   id payer_id, account_id account_id, kind str, name str, tax_number str, vat_number str, iban str, country str
-- out:   address str, tax_exempt bool, is_default bool, created_at when, changed_at when, deactivated_at when?
SELECT id, account_id, kind, name, tax_number, vat_number, iban, country, address, tax_exempt, is_default, created_at,
       changed_at, deactivated_at
  FROM payer
 WHERE account_id = $1 AND deactivated_at IS NULL
 ORDER BY is_default DESC, created_at, id;

-- query: payer_insert   a new payer
-- in:    id payer_id, account account_id, kind str, name str, tax_number str, vat_number str, iban str, country str
-- in:    address str, is_default bool, now when
INSERT INTO payer (id, account_id, kind, name, tax_number, vat_number, iban, country, address, tax_exempt, is_default,
                   created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE, $10, $11, $11);

-- query: payer_rewrite   what its owner may change
-- in:    id payer_id, name str, tax_number str, vat_number str, iban str, country str, address str, tax_exempt bool
-- in:    now when
UPDATE payer
   SET name = $2, tax_number = $3, vat_number = $4, iban = $5, country = $6, address = $7, tax_exempt = $8,
       changed_at = $9
 WHERE id = $1;

-- query: payer_no_default   nobody is the default one
-- in:    account account_id
UPDATE payer SET is_default = FALSE WHERE account_id = $1 AND is_default;

-- query: payer_make_default   the one taken when none is named
-- in:    id payer_id, now when
UPDATE payer SET is_default = TRUE, changed_at = $2 WHERE id = $1;

-- query: payer_put_away   no longer in use
-- in:    id payer_id, now when
UPDATE payer SET is_default = FALSE, deactivated_at = $2, changed_at = $2 WHERE id = $1;

-- query: payer_set_exempt   whether tax is due
-- in:    id payer_id, exempt bool, now when
UPDATE payer SET tax_exempt = $2, changed_at = $3 WHERE id = $1;

-- query: payer_foreign   is the id that of a payer of another customer
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM payer
 WHERE id = $1 AND account_id <> $2;
