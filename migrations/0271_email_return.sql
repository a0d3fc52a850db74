-- SPDX-License-Identifier: Apache-2.0
-- The way back of a mailbox whose account asked for another one or has got it: the links of its letters.
CREATE TABLE email_return (
    token_digest TEXT NOT NULL PRIMARY KEY,            -- keyed digest of the token in the link
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose e-mail it was
    email TEXT NOT NULL,              -- canonical: what the account goes back to
    verified_at BIGINT NOT NULL,      -- when its owner had proved it
    how TEXT NOT NULL,                -- what had proved it
    since BIGINT NOT NULL,            -- since when the account had it
    created_at BIGINT NOT NULL,       -- when the letter was written
    expires_at BIGINT NOT NULL,       -- end of the link
    ended_at BIGINT                   -- when it was used, or died of another way; NULL: it lives
);
CREATE INDEX email_return_of_account ON email_return (account_id);
CREATE INDEX email_return_age ON email_return (expires_at);
