-- SPDX-License-Identifier: Apache-2.0

-- query: cart_insert   a new cart; a customer has one at most
-- in:    id cart_id, account account_id?, currency str, now when
INSERT INTO cart (id, account_id, currency, created_at, changed_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (account_id) DO NOTHING;

-- query: cart_of_guest   a guest's cart by the id of his cookie
-- in:    id cart_id
-- out:   id cart_id, currency str, promo str
SELECT id, currency, promo FROM cart WHERE id = $1 AND account_id IS NULL;

-- query: cart_of_account   a customer's cart
-- in:    account account_id
-- out:   id cart_id, currency str, promo str
SELECT id, currency, promo FROM cart WHERE account_id = $1;

-- query: cart_give   a guest's cart becomes the customer's
-- in:    id cart_id, account account_id, now when
UPDATE cart SET account_id = $2, changed_at = $3 WHERE id = $1 AND account_id IS NULL;

-- query: cart_set   its currency and code
-- in:    id cart_id, currency str, promo str, now when
UPDATE cart SET currency = $2, promo = $3, changed_at = $4 WHERE id = $1;

-- query: cart_delete   a cart that is empty
-- in:    id cart_id
DELETE FROM cart WHERE id = $1;

-- query: cart_items   what is in a cart
-- in:    cart cart_id
-- out:   id str, position int, plan str, months int, quantity int, options str, parent_item str?, parent_service str?
-- out:   seen_total int, seen_currency str
SELECT id, position, plan, months, quantity, options, parent_item_id AS parent_item, parent_service_id AS parent_service,
       seen_total, seen_currency
  FROM cart_item
 WHERE cart_id = $1
 ORDER BY position, id;

-- query: cart_item_insert   one more line
-- in:    id str, cart cart_id, position int, plan str, months int, quantity int, options str, parent_item str?
-- in:    parent_service str?, seen_total int, seen_currency str, now when
INSERT INTO cart_item (id, cart_id, position, plan, months, quantity, options, parent_item_id, parent_service_id,
                       seen_total, seen_currency, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- query: cart_item_change   another period or quantity
-- in:    id str, cart cart_id, months int, quantity int
UPDATE cart_item SET months = $3, quantity = $4 WHERE id = $1 AND cart_id = $2;

-- query: cart_item_seen   the price the customer saw
-- in:    id str, cart cart_id, total int, currency str
UPDATE cart_item SET seen_total = $3, seen_currency = $4 WHERE id = $1 AND cart_id = $2;

-- query: cart_item_delete   a line, and what was added to it
-- in:    id str, cart cart_id
DELETE FROM cart_item WHERE cart_id = $2 AND (id = $1 OR parent_item_id = $1);

-- query: cart_items_delete   all lines
-- in:    cart cart_id
DELETE FROM cart_item WHERE cart_id = $1;

-- query: cart_items_move   the lines of one cart behind those of another
-- in:    from_cart cart_id, to_cart cart_id, after int
UPDATE cart_item SET cart_id = $2, position = position + $3 WHERE cart_id = $1;

-- query: cart_items_purge   what is in guests' carts that nobody came back to, of the oldest so many
-- in:    before when, limit int
DELETE FROM cart_item
 WHERE cart_id IN (SELECT id FROM cart WHERE account_id IS NULL AND changed_at < $1 ORDER BY changed_at, id LIMIT $2);

-- query: cart_purge   those carts, once they are empty
-- in:    before when, limit int
DELETE FROM cart
 WHERE id IN (SELECT id FROM cart WHERE account_id IS NULL AND changed_at < $1 ORDER BY changed_at, id LIMIT $2);
