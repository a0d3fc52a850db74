-- SPDX-License-Identifier: Apache-2.0
-- Accounts, what names them, what opens them, and what their owners agreed to.

-- A customer's account. Closed accounts are masked, never deleted.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,   -- UUIDv7
    number BIGINT NOT NULL UNIQUE,  -- for people: eight digits, drawn by chance so that it counts nobody
    login TEXT NOT NULL,            -- canonical, for showing; what makes it unique is its identifier
    name TEXT NOT NULL,             -- of the person, as pages and mails address them
    language TEXT NOT NULL,         -- 'uk' or 'en'
    timezone TEXT NOT NULL,         -- name in the zone database, 'Europe/Kyiv'
    state TEXT NOT NULL CHECK (state IN ('active', 'restricted', 'closing', 'closed')), -- see features/accounts
    created_at BIGINT NOT NULL      -- when the e-mail was confirmed, microseconds UTC
);

-- Everything that can be typed into the one field of sign-in. One unique index over the canonical
-- value, whatever its kind: a login can never equal somebody else's e-mail or phone.
CREATE TABLE identifier (
    value TEXT NOT NULL PRIMARY KEY,                   -- canonical: 'olena.k', 'olena@example.com', '+380671234567'
    kind TEXT NOT NULL CHECK (kind IN ('login', 'email', 'phone')), -- what it is
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose it is
    verified_at BIGINT,                                -- when its owner proved it; NULL: never
    how TEXT NOT NULL,                                 -- what proved it: 'chosen', 'code', 'link'; '' while unproven
    created_at BIGINT NOT NULL                         -- since when it is theirs
);
CREATE UNIQUE INDEX identifier_of_account ON identifier (account_id, kind);

-- The password of an account, in the text form of its hash. Apart from the account, so that no list
-- of accounts ever carries it.
CREATE TABLE credential (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- whose password
    password_hash TEXT NOT NULL,  -- Argon2id; '' opens for nobody until access is recovered
    changed_at BIGINT NOT NULL    -- when it was set
);

-- Which terms were agreed to, when and from where. A new version of the terms is a new row.
CREATE TABLE consent (
    account_id TEXT NOT NULL REFERENCES account (id), -- who agreed
    version TEXT NOT NULL,   -- of the terms
    at BIGINT NOT NULL,      -- when
    network TEXT NOT NULL,   -- from which address
    PRIMARY KEY (account_id, version)
);

-- Things an owner must be told on the home page until they are settled.
CREATE TABLE account_notice (
    account_id TEXT NOT NULL REFERENCES account (id), -- whom to tell
    kind TEXT NOT NULL,      -- 'phone_taken': somebody else proved the phone, enter another
    at BIGINT NOT NULL,      -- when it came up
    PRIMARY KEY (account_id, kind)
);

-- Until when contacts, payers and refunds of an account stand still after access was recovered.
CREATE TABLE account_hold (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- what is held
    reason TEXT NOT NULL,    -- 'recovery'
    since BIGINT NOT NULL,   -- when it began
    until BIGINT NOT NULL    -- when it ends by itself
);
