-- SPDX-License-Identifier: Apache-2.0

-- Groups of plans, as the storefront shows them.
CREATE TABLE plan_group (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    code TEXT NOT NULL UNIQUE,         -- stable word of addresses and the API
    name_uk TEXT NOT NULL,             -- Ukrainian name
    name_en TEXT NOT NULL,             -- English name
    about_uk TEXT NOT NULL,            -- a sentence below it
    about_en TEXT NOT NULL,            -- the same in English
    position BIGINT NOT NULL           -- smaller stands first
);

-- Plans: what may be bought. What a plan is and costs stands in its versions; here is what changes by the minute.
CREATE TABLE plan (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    code TEXT NOT NULL UNIQUE,         -- stable word of addresses and the API
    group_id TEXT NOT NULL REFERENCES plan_group (id), -- where it is shown
    kind TEXT NOT NULL,                -- 'service', or 'addon' of one
    state TEXT NOT NULL,               -- 'hidden' (nobody orders it), 'open', 'closed' (seen, not sold)
    version BIGINT NOT NULL,           -- the published version; 0 before the first
    last_version BIGINT NOT NULL,      -- number of the newest, published or draft
    stock_left BIGINT NOT NULL,        -- pieces not yet reserved; -1 is without limit
    per_customer BIGINT NOT NULL,      -- most pieces of one account; -1 is without limit
    position BIGINT NOT NULL           -- within the group; smaller stands first
);
CREATE INDEX plan_of_group ON plan (group_id);

-- Versions of plans. A published one is never changed: what was ordered by it keeps it.
CREATE TABLE plan_version (
    plan_id TEXT NOT NULL REFERENCES plan (id), -- of which plan
    version BIGINT NOT NULL,           -- 1, 2, 3, … within the plan
    state TEXT NOT NULL,               -- 'draft', 'published'
    spec TEXT NOT NULL,                -- JSON: names, prices, options, add-ons, changes, driver, timeline
    author TEXT NOT NULL,              -- member of staff, or 'system'
    created_at BIGINT NOT NULL,        -- microseconds UTC
    published_at BIGINT,               -- likewise; NULL for a draft
    PRIMARY KEY (plan_id, version)
);

-- Tax rates by name and country; plans name the tax, documents keep the rate they were issued with.
CREATE TABLE tax_rule (
    code TEXT NOT NULL,                -- stable word, 'vat'
    country TEXT NOT NULL,             -- ISO 3166 code of the payer; '' for every other
    name_uk TEXT NOT NULL,             -- on documents
    name_en TEXT NOT NULL,             -- on documents
    rate_bp BIGINT NOT NULL,           -- basis points: 2000 is 20 %
    inclusive BOOLEAN NOT NULL,        -- prices contain it
    PRIMARY KEY (code, country)
);

-- Accounts that pay no tax.
CREATE TABLE tax_exemption (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- whose
    reason TEXT NOT NULL,              -- proof, for staff
    actor TEXT NOT NULL,               -- member of staff who entered it
    at BIGINT NOT NULL                 -- microseconds UTC
);

-- Promo codes.
CREATE TABLE promo (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    code TEXT NOT NULL UNIQUE,         -- as customers type it, in capitals
    kind TEXT NOT NULL,                -- 'percent', 'fixed', 'free_setup'
    value BIGINT NOT NULL,             -- basis points, or minor units of an order; 0 for free_setup
    currency TEXT NOT NULL,            -- of 'fixed', or the only one; '' is any
    plans TEXT NOT NULL,               -- codes of plans, divided by blanks; '' is all
    periods BIGINT NOT NULL,           -- periods it holds for; -1 is for life
    limit_total BIGINT NOT NULL,       -- most uses; -1 is without limit
    limit_customer BIGINT NOT NULL,    -- most uses of one account; -1 is without limit
    uses BIGINT NOT NULL,              -- orders that hold one now
    starts_at BIGINT,                  -- microseconds UTC; NULL is always
    ends_at BIGINT,                    -- likewise; the first moment it no longer holds
    enabled BOOLEAN NOT NULL           -- staff can switch it off
);

-- Pieces of stock that orders hold.
CREATE TABLE plan_hold (
    ref TEXT NOT NULL,                 -- of the order
    plan_id TEXT NOT NULL REFERENCES plan (id), -- what is held
    account_id TEXT NOT NULL REFERENCES account (id), -- for whom
    quantity BIGINT NOT NULL,          -- how many
    counted BOOLEAN NOT NULL,          -- taken from a limited stock, and goes back there
    at BIGINT NOT NULL,                -- microseconds UTC
    PRIMARY KEY (ref, plan_id)
);
CREATE INDEX plan_hold_of_account ON plan_hold (account_id, plan_id);
CREATE INDEX plan_hold_of_plan ON plan_hold (plan_id);

-- Uses of promo codes that orders hold.
CREATE TABLE promo_use (
    ref TEXT NOT NULL PRIMARY KEY,     -- of the order
    promo_id TEXT NOT NULL REFERENCES promo (id), -- which code
    account_id TEXT NOT NULL REFERENCES account (id), -- by whom
    at BIGINT NOT NULL                 -- microseconds UTC
);
CREATE INDEX promo_use_of_account ON promo_use (account_id, promo_id);
CREATE INDEX promo_use_of_promo ON promo_use (promo_id);
