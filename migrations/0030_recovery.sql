-- SPDX-License-Identifier: Apache-2.0
-- Recovery of access: one row a flow, from the typed identifier to the new password.
CREATE TABLE recovery (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7; whoever has it may try the code
    identifier TEXT NOT NULL,         -- what was typed, canonical; it may belong to nobody
    account_id TEXT REFERENCES account (id), -- found by the job that sends; NULL: nobody's
    language TEXT NOT NULL,           -- of the page it began on
    network TEXT NOT NULL,            -- address it began from
    step TEXT NOT NULL CHECK (step IN ('code', 'password', 'done', 'void')), -- what comes next
    channel TEXT NOT NULL CHECK (channel IN ('', 'sms', 'email')), -- where the live code went
    code_digest TEXT NOT NULL,        -- of the one live code; '' when there is none
    link_digest TEXT NOT NULL,        -- of the token in the letter's link; '' when there is none
    code_tries BIGINT NOT NULL,       -- times the live code was tried
    code_expires_at BIGINT NOT NULL,  -- end of code and link
    code_sent_at BIGINT NOT NULL,     -- when a code was last asked for
    proven_at BIGINT,                 -- when a code or link was right
    created_at BIGINT NOT NULL        -- when it began
);
CREATE INDEX recovery_of_account ON recovery (account_id);
CREATE INDEX recovery_link ON recovery (link_digest);
CREATE INDEX recovery_age ON recovery (created_at);

-- Tokens of "this was not me" in the notices after a recovery.
CREATE TABLE recovery_objection (
    token_digest TEXT NOT NULL PRIMARY KEY,            -- keyed digest of the token in the link
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose access was recovered
    expires_at BIGINT NOT NULL,                        -- end of the link
    used_at BIGINT                                     -- when the owner objected
);
