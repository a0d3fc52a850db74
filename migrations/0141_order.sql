-- SPDX-License-Identifier: Apache-2.0

-- Orders: what customers asked for, at frozen prices, until it is paid and delivered.
CREATE TABLE customer_order (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    number BIGINT NOT NULL UNIQUE,         -- for people
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    name TEXT NOT NULL DEFAULT '',         -- the customer's own name for it
    state TEXT NOT NULL                    -- open: waits for its payment; paid: being delivered; see features/orders
        CHECK (state IN ('open', 'paid', 'done', 'cancelled', 'expired')),
    currency TEXT NOT NULL,                -- ISO 4217
    discount BIGINT NOT NULL,              -- sum of the lines, minor units
    net BIGINT NOT NULL,                   -- likewise
    tax BIGINT NOT NULL,                   -- likewise
    total BIGINT NOT NULL,                 -- likewise; what the invoice asks for
    promo TEXT NOT NULL DEFAULT '',        -- code that was used, or ''
    payer_id TEXT NOT NULL DEFAULT '',     -- whom the invoice is made out to; '': the account's default
    invoice_id TEXT UNIQUE,                -- the one that counts; NULL when it ended without
    invoiced BIGINT NOT NULL DEFAULT 0,    -- how many invoices were issued for it
    token TEXT NOT NULL,                   -- of the checkout: the same again is the same order
    terms TEXT NOT NULL,                   -- version of the terms agreed to
    network TEXT NOT NULL,                 -- client address at the checkout
    created_at BIGINT NOT NULL,            -- when
    expires_at BIGINT NOT NULL,            -- unpaid until then it is over
    paid_at BIGINT,                        -- when its invoice was
    ended_at BIGINT,                       -- when it was done, cancelled or expired
    end_reason TEXT NOT NULL DEFAULT '',   -- stable word, or what staff wrote
    UNIQUE (account_id, token)
);
CREATE INDEX order_of_account ON customer_order (account_id, created_at, id);
CREATE INDEX order_by_time ON customer_order (created_at, id);
CREATE INDEX order_by_state ON customer_order (state, created_at, id);

-- Lines of orders: everything a document, a service and a renewal need of what was bought, as it was then.
CREATE TABLE order_line (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7; the service is made for it, once
    order_id TEXT NOT NULL REFERENCES customer_order (id), -- in which; changes when it is split off or merged
    position BIGINT NOT NULL,              -- place in it, from 1
    parent_line_id TEXT REFERENCES order_line (id), -- of an add-on: the line it was bought with
    parent_service_id TEXT NOT NULL DEFAULT '', -- of an add-on: the service it was bought for
    plan_id TEXT NOT NULL,                 -- of the catalogue
    plan_version BIGINT NOT NULL,          -- the edition it was bought in
    plan_code TEXT NOT NULL,               -- its stable word
    name_uk TEXT NOT NULL,                 -- of the plan
    name_en TEXT NOT NULL,                 -- likewise
    text_uk TEXT NOT NULL,                 -- with the chosen options, as documents say it
    text_en TEXT NOT NULL,                 -- likewise
    months BIGINT NOT NULL,                -- length of the period
    quantity BIGINT NOT NULL,              -- how many
    options TEXT NOT NULL,                 -- every option, JSON object
    recurring_unit BIGINT NOT NULL,        -- minor units of one for the period
    setup_unit BIGINT NOT NULL,            -- of one, once
    recurring BIGINT NOT NULL,             -- of all
    setup BIGINT NOT NULL,                 -- of all
    discount BIGINT NOT NULL,              -- taken off
    amount BIGINT NOT NULL,                -- recurring + setup - discount
    tax_bp BIGINT NOT NULL,                -- rate in basis points
    tax_inclusive BOOLEAN NOT NULL,        -- amount contains the tax
    net BIGINT NOT NULL,                   -- without tax
    tax BIGINT NOT NULL,                   -- the tax
    total BIGINT NOT NULL,                 -- net + tax
    promo_id TEXT NOT NULL DEFAULT '',     -- code that counts for it, or ''
    promo_kind BIGINT NOT NULL DEFAULT 0,  -- of the catalogue
    promo_value BIGINT NOT NULL DEFAULT 0, -- basis points, or its part of a fixed sum
    promo_left BIGINT NOT NULL DEFAULT 0,  -- further periods it counts for; -1: always
    promo_ref TEXT NOT NULL DEFAULT '',    -- order under which the use of the code is kept
    service_id TEXT UNIQUE,                -- what became of it
    returned_at BIGINT                     -- when its pieces went back to the stock
);
CREATE INDEX order_line_of_order ON order_line (order_id, position);
CREATE INDEX order_line_by_promo ON order_line (promo_ref) WHERE promo_ref <> '';
