-- SPDX-License-Identifier: Apache-2.0

-- What a customer has: made when its line of an order is paid, kept when it is over.
CREATE TABLE service (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    number BIGINT NOT NULL UNIQUE,         -- for people
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    parent_id TEXT REFERENCES service (id), -- of an add-on: what it belongs to, ends with and is renewed with
    origin TEXT NOT NULL UNIQUE,           -- what it was made for, once: a line of an order
    state TEXT NOT NULL                    -- see features/services
        CHECK (state IN ('preparing', 'active', 'suspended', 'terminating', 'terminated')),
    suspended_for TEXT NOT NULL DEFAULT '' -- why it stands still; '' when it does not, or is coming back
        CHECK (suspended_for IN ('', 'debt', 'staff', 'abuse', 'own')),
    plan_id TEXT NOT NULL,                 -- of the catalogue
    plan_version BIGINT NOT NULL,          -- the edition it was bought in
    name_uk TEXT NOT NULL,                 -- of the plan, as bought
    name_en TEXT NOT NULL,                 -- likewise
    label TEXT NOT NULL DEFAULT '',        -- the customer's own name for it
    currency TEXT NOT NULL,                -- ISO 4217
    months BIGINT NOT NULL,                -- length of a period
    quantity BIGINT NOT NULL,              -- how many of the plan
    options TEXT NOT NULL,                 -- chosen, frozen JSON of the catalogue
    promo_kind TEXT NOT NULL               -- of the code it was bought with, as far as it holds for renewals
        CHECK (promo_kind IN ('', 'percent', 'fixed')),
    promo_value BIGINT NOT NULL,           -- basis points, or minor units a period
    promo_left BIGINT NOT NULL,            -- further periods it counts for; -1: always
    payer_id TEXT NOT NULL DEFAULT '',     -- whom documents are made out to; '': the account's default one
    anchor BIGINT NOT NULL,                -- day of month that periods begin on
    from_day BIGINT NOT NULL,              -- first day of the present period, days since 1970
    until_day BIGINT NOT NULL,             -- first day that is not paid for
    auto_renew BOOLEAN NOT NULL,           -- pay renewals from the balance
    cancel_at_end BOOLEAN NOT NULL DEFAULT FALSE, -- the customer wants it to end with what is paid
    answer TEXT NOT NULL DEFAULT '',       -- what the newest operation said, JSON; shown to the customer
    created_at BIGINT NOT NULL,            -- when it was made
    activated_at BIGINT,                   -- when it first worked
    ended_at BIGINT                        -- when it was over
);
CREATE INDEX service_of_account ON service (account_id, created_at, id);
CREATE INDEX service_of_parent ON service (parent_id) WHERE parent_id IS NOT NULL;

-- Days that are paid for, without gaps while a service lives, each stretch with the money that is in it. A change of
-- tariff cuts a stretch in two.
CREATE TABLE service_period (
    service_id TEXT NOT NULL REFERENCES service (id), -- whose
    from_day BIGINT NOT NULL,              -- first day, days since 1970
    until_day BIGINT NOT NULL CHECK (until_day > from_day), -- first day behind it
    total BIGINT NOT NULL,                 -- minor units paid for these days, tax in, setup not
    PRIMARY KEY (service_id, from_day)
);

-- Invoices that ask for money for a service: what can be paid, and what was paid and may be credited.
CREATE TABLE service_invoice (
    service_id TEXT NOT NULL REFERENCES service (id), -- for which
    invoice_id TEXT NOT NULL,              -- of the invoices room; one may ask for a service and its add-ons
    kind TEXT NOT NULL                     -- first: of the order
        CHECK (kind IN ('first', 'renewal', 'change')),
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'void')), -- void: cancelled
    from_day BIGINT NOT NULL,              -- the days it is for
    until_day BIGINT NOT NULL,             -- first day behind them
    total BIGINT NOT NULL,                 -- the part of it that is for this service, tax in, setup not
    credited BIGINT NOT NULL DEFAULT 0,    -- given back of that
    issued_at BIGINT NOT NULL,             -- when
    PRIMARY KEY (invoice_id, service_id)
);
CREATE UNIQUE INDEX service_invoice_once ON service_invoice (service_id, from_day)
    WHERE kind = 'renewal' AND state <> 'void';
CREATE INDEX service_invoice_of_service ON service_invoice (service_id, issued_at);

-- Another tariff that begins with a period to come: renewals from that day on are counted by it.
CREATE TABLE service_next (
    service_id TEXT NOT NULL PRIMARY KEY REFERENCES service (id), -- of which
    from_day BIGINT NOT NULL,              -- first day of it, days since 1970
    plan_id TEXT NOT NULL,                 -- of the catalogue
    plan_version BIGINT NOT NULL,          -- the edition
    name_uk TEXT NOT NULL,                 -- its name
    name_en TEXT NOT NULL,                 -- likewise
    months BIGINT NOT NULL,                -- length of a period
    quantity BIGINT NOT NULL,              -- how many
    options TEXT NOT NULL                  -- frozen JSON
);

-- How far reminding, suspending and ending went for the period that ends on a day: each step is taken once.
CREATE TABLE service_dunning (
    service_id TEXT NOT NULL REFERENCES service (id), -- whose
    until_day BIGINT NOT NULL,             -- the day that counting is from
    step TEXT NOT NULL,                    -- 'invoice', 'remind:7', 'charge', 'suspend', 'warn', 'terminate'
    at BIGINT NOT NULL,                    -- when it was really taken
    PRIMARY KEY (service_id, until_day, step)
);

-- What happened to a service, for its owner and for staff.
CREATE TABLE service_event (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    service_id TEXT NOT NULL REFERENCES service (id), -- to which
    at BIGINT NOT NULL,                    -- when
    what TEXT NOT NULL,                    -- stable word, 'renewed'
    detail TEXT NOT NULL,                  -- numbers and days of it, JSON
    actor TEXT NOT NULL                    -- an account, a member of staff, 'system'
);
CREATE INDEX service_event_of_service ON service_event (service_id, at, id);
