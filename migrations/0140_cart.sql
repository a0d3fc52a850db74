-- SPDX-License-Identifier: Apache-2.0

-- Carts: what somebody chose and did not order yet. Prices are not kept; they are asked for anew each time.
CREATE TABLE cart (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7; of a guest's cart it stands in his signed cookie
    account_id TEXT UNIQUE REFERENCES account (id), -- whose; NULL: a guest's
    currency TEXT NOT NULL,                -- ISO 4217, one for everything in it
    promo TEXT NOT NULL DEFAULT '',        -- code as it was typed, or ''
    created_at BIGINT NOT NULL,            -- when it was begun
    changed_at BIGINT NOT NULL             -- when it was last changed
);
CREATE INDEX cart_by_change ON cart (changed_at) WHERE account_id IS NULL;

-- What is in a cart, line by line.
CREATE TABLE cart_item (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    cart_id TEXT NOT NULL REFERENCES cart (id), -- in which
    position BIGINT NOT NULL,              -- place in it, from 1
    plan TEXT NOT NULL,                    -- code of the plan
    months BIGINT NOT NULL,                -- length of the period
    quantity BIGINT NOT NULL,              -- how many
    options TEXT NOT NULL,                 -- chosen ones, JSON object of code and value
    parent_item_id TEXT,                   -- of an add-on: the line it is bought with
    parent_service_id TEXT,                -- of an add-on: the service it is bought for
    seen_total BIGINT NOT NULL,            -- price the customer saw last, minor units before discounts
    seen_currency TEXT NOT NULL,           -- of that price
    added_at BIGINT NOT NULL               -- when
);
CREATE INDEX cart_item_of_cart ON cart_item (cart_id, position);
