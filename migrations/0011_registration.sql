-- SPDX-License-Identifier: Apache-2.0
-- What stands between a filled-in form and an account, and phones waiting for their code.

-- A registration whose e-mail is not proven yet. It holds no e-mail and no phone: the first to
-- confirm gets them. Gone when the account is made, or a day after it began.
CREATE TABLE registration (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7; whoever has it may try the code
    login TEXT NOT NULL,              -- canonical
    email TEXT NOT NULL,              -- canonical
    phone TEXT NOT NULL,              -- canonical
    name TEXT NOT NULL,               -- of the person
    language TEXT NOT NULL,           -- of the letters and of the account to be
    password_hash TEXT NOT NULL,      -- Argon2id
    terms_version TEXT NOT NULL,      -- which terms were agreed to
    network TEXT NOT NULL,            -- address the form came from
    created_at BIGINT NOT NULL,       -- when the form came; the consent's time as well
    step TEXT NOT NULL CHECK (step IN ('email', 'phone')), -- what has to be proven now
    is_decoy BOOLEAN NOT NULL,        -- the e-mail has an account: its owner got a letter without a code
    code_digest TEXT NOT NULL,        -- of the one live code
    link_digest TEXT NOT NULL UNIQUE, -- of the token in the letter's link
    code_tries BIGINT NOT NULL,       -- times the live code was tried
    code_expires_at BIGINT NOT NULL,  -- end of code and link
    code_sent_at BIGINT NOT NULL,     -- when the live code was sent
    code_sends BIGINT NOT NULL        -- codes sent so far
);
CREATE INDEX registration_age ON registration (created_at);

-- Logins kept for registrations under way, for an hour.
CREATE TABLE login_hold (
    login TEXT NOT NULL PRIMARY KEY,  -- canonical
    registration_id TEXT NOT NULL,    -- for whom; the registration may be gone already
    until BIGINT NOT NULL             -- from then on anybody may take it
);

-- A phone an account wants to prove: one at a time.
CREATE TABLE phone_proof (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- who
    phone TEXT NOT NULL,              -- canonical
    code_digest TEXT NOT NULL,        -- of the one live code
    code_tries BIGINT NOT NULL,       -- times the live code was tried
    code_expires_at BIGINT NOT NULL,  -- its end
    code_sent_at BIGINT NOT NULL      -- when it was sent
);
