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
