-- SPDX-License-Identifier: Apache-2.0

-- query: foreign_id_exists   is there anything by that id of a customer other than this one
-- in:    id str, account_id account_id
-- out:   found int
SELECT count(*) AS found
  FROM (SELECT id FROM customer_order WHERE id = $1 AND account_id <> $2
        UNION ALL
        SELECT l.id FROM order_line l JOIN customer_order o ON o.id = l.order_id
         WHERE l.id = $1 AND o.account_id <> $2
        UNION ALL
        SELECT i.id FROM cart_item i JOIN cart c ON c.id = i.cart_id
         WHERE i.id = $1 AND (c.account_id IS NULL OR c.account_id <> $2)
        UNION ALL SELECT id FROM invoice WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM credit_note WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM document WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM payment WHERE id = $1 AND account_id <> $2
        UNION ALL
        SELECT p.transaction_id AS id FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id
         WHERE p.transaction_id = $1 AND a.owner <> '' AND a.owner <> $2
        UNION ALL SELECT id FROM payer WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM service WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM tariff_change WHERE id = $1 AND account_id <> $2
        UNION ALL SELECT id FROM session WHERE id = $1 AND account_id <> $2) AS known;
