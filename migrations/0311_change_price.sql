-- SPDX-License-Identifier: Apache-2.0

-- What a change was counted by: the new tariff's price of a whole period, for each kind of period that its days are of.
CREATE TABLE tariff_change_price (
    change_id TEXT NOT NULL REFERENCES tariff_change (id) ON DELETE CASCADE, -- of which change
    sold_months BIGINT NOT NULL,           -- for days sold in periods of so many months
    promo BOOLEAN NOT NULL,                -- that used a period of the promo code
    months BIGINT NOT NULL,                -- the price is of so many months
    price BIGINT NOT NULL,                 -- minor units, tax in
    PRIMARY KEY (change_id, sold_months, promo)
);
ALTER TABLE tariff_change ADD COLUMN tax_bp BIGINT NOT NULL DEFAULT 0; -- the tax of the new tariff, basis points
ALTER TABLE tariff_change ADD COLUMN promo BOOLEAN NOT NULL DEFAULT FALSE; -- it uses a period of the promo code
